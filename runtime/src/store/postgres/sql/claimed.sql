-- The end of claim.sql and claim_these.sql: what was taken, with its events; and a note to look after it once its lease is over.
, held AS (
    INSERT INTO buildamp.holds (look_at, worker, deliveries)
    SELECT $3, $1, array_agg(id) FROM taken HAVING count(*) > 0
)
SELECT
    taken.id AS delivery_id, taken.consumer, taken.attempt, taken.attempt - taken.attempt_base AS tried,
    taken.max_attempts AS max_attempts_given, taken.claimed_at,
    event.id, event.source, event.type, event.version, event.subject, event."time", event.data, event.tenant, event.actor,
    event.session_id, event.correlation_id, event.causation_id, event.traceparent, event.partition_key, event.run_at,
    event.progress
FROM taken
JOIN buildamp.events AS event ON event.seq = taken.event_seq
ORDER BY taken.priority, taken.run_at, taken.id;
