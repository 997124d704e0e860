-- ?1 as in emit.sql: the events that had these idempotency keys before.
SELECT new.key AS place, first.id AS id
FROM jsonb_each(?1) AS new
CROSS JOIN buildamp_events AS first
    ON first.tenant = new.value ->> 'tenant'
    AND first.idempotency_key = new.value ->> 'idempotency_key'
WHERE first.id <> new.value ->> 'id';
