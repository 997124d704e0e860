-- $1 events, $2 their deliveries, $3 what they were found by, $4 now, $5 the erasure, $6 how many deliveries were ended for it,
-- $7 whether nothing is left
--
-- What may tell of a person goes with the data; of subject and actor that by which they were found.
WITH steps AS (
    DELETE FROM buildamp.steps WHERE delivery_id = ANY ($2)
),
results AS (
    DELETE FROM buildamp.results WHERE delivery_id = ANY ($2)
),
calls AS (
    UPDATE buildamp.calls
    SET answer = NULL, error = CASE WHEN error IS NOT NULL THEN '[erased]' END
    WHERE event_id = ANY (ARRAY(SELECT id FROM buildamp.events WHERE seq = ANY ($1)))
),
attempts AS (
    UPDATE buildamp.attempts SET error = '[erased]' WHERE delivery_id = ANY ($2) AND error IS NOT NULL
),
deliveries AS (
    UPDATE buildamp.deliveries SET limit_key = NULL WHERE id = ANY ($2) AND limit_key IS NOT NULL
),
debounces AS (
    DELETE FROM buildamp.debounces AS last
    USING buildamp.events AS event
    WHERE event.seq = ANY ($1)
        AND last.tenant = event.tenant AND last.type = event.type AND last.event_seq = event.seq
),
erased AS (
    UPDATE buildamp.events
    SET
        data = 'null',
        erased_at = coalesce(erased_at, $4),
        subject = CASE WHEN $3 <> 'subject' THEN subject END,
        actor = CASE WHEN $3 <> 'actor' THEN actor END,
        session_id = NULL,
        partition_key = NULL,
        idempotency_key = NULL
    WHERE seq = ANY ($1)
    RETURNING seq
)
UPDATE buildamp.erasures
SET
    events = events + (SELECT count(*) FROM erased),
    deliveries = deliveries + $6,
    finished_at = CASE WHEN $7 THEN $4 END
WHERE seq = $5;
