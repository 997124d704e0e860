-- $1 to $19 the event, $20 tenants, $21 consumers, $22 ids, $23 times of the messages that it comes from.
SELECT
    0::bigint AS place,
    CASE
        WHEN received.are_new
        THEN buildamp.store_one(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19
        )
    END AS known,
    NOT received.are_new AS is_copy
FROM buildamp.receive_all($20, $21, $22, $23, true) AS received (are_new);
