-- The end of claim.sql and claim_these.sql: what was taken, with its events; and a note to look after it once its lease is over.
, held AS (
    INSERT INTO buildamp.holds (look_at, worker, deliveries)
    SELECT $3, $1, array_agg(id) FROM taken HAVING count(*) > 0
)
SELECT
    taken.id AS delivery_id, consumer.name AS consumer, taken.attempt, taken.attempt - taken.attempt_base AS tried,
    taken.max_attempts AS max_attempts_given, taken.claimed_at, event.*
FROM taken
JOIN buildamp.events AS event ON event.seq = taken.event_seq
JOIN buildamp.consumers AS consumer ON consumer.id = taken.consumer_id
ORDER BY taken.priority, taken.run_at, taken.id;
