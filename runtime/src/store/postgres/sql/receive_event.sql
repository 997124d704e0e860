-- $1 to $19 the event, $20 tenants, $21 consumers, $22 ids, $23 times of the messages that it comes from.
--
-- The event's id stands in what the messages have come to, so that nothing of it is looked at before they are noted.
WITH received AS MATERIALIZED (SELECT buildamp.receive_all($20, $21, $22, $23, true) AS are_new)
SELECT 0::bigint AS place, stored.known, false AS is_copy
FROM received
CROSS JOIN LATERAL buildamp.store_event(
    CASE WHEN received.are_new THEN $1 END, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
) AS stored
WHERE received.are_new
UNION ALL
SELECT NULL, NULL, true FROM received WHERE NOT received.are_new;
