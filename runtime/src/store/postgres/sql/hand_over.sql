-- $1 to $19 as in emit_one.sql, $20 worker, $21 lease until, $22 consumers' names
SELECT known, delivery, consumer, attempts, taken FROM buildamp.store_event(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22
);
