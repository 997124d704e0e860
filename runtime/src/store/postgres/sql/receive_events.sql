-- $1 to $19 the events, column by column; $20 tenants, $21 consumers, $22 ids, $23 times of the messages that they come from.
--
-- One that is known has the statement refused.
WITH received AS MATERIALIZED (SELECT buildamp.receive_all($20, $21, $22, $23, false) AS are_new)
SELECT stored.place, stored.known, false AS is_copy
FROM received
CROSS JOIN LATERAL buildamp.store_events(
    CASE WHEN received.are_new THEN $1 END, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
) AS stored;
