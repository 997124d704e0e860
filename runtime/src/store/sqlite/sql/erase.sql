-- ?1 a JSON array of events' numbers, ?2 what they were found by, ?3 now, ?4 the erasure, ?5 how many deliveries were ended for
-- it, ?6 whether nothing is left
--
-- What may tell of a person goes with the data; of subject and actor that by which they were found.
SAVEPOINT buildamp;

INSERT INTO buildamp_erasing (seq) SELECT value FROM json_each(?1);

DELETE FROM buildamp_steps
WHERE delivery_id IN (
    SELECT delivery.id
    FROM buildamp_erasing AS batch
    CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = batch.seq
);

DELETE FROM buildamp_results
WHERE delivery_id IN (
    SELECT delivery.id
    FROM buildamp_erasing AS batch
    CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = batch.seq
);

UPDATE buildamp_calls
SET answer = NULL, error = iif(error IS NULL, NULL, '[erased]')
WHERE event_id IN (
    SELECT event.id FROM buildamp_erasing AS batch CROSS JOIN buildamp_events AS event ON event.seq = batch.seq
);

UPDATE buildamp_attempts
SET error = '[erased]'
WHERE error IS NOT NULL AND delivery_id IN (
    SELECT delivery.id
    FROM buildamp_erasing AS batch
    CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = batch.seq
);

UPDATE buildamp_deliveries SET limit_key = NULL
WHERE limit_key IS NOT NULL AND event_seq IN (SELECT batch.seq FROM buildamp_erasing AS batch);

DELETE FROM buildamp_debounces
WHERE (tenant, type, key) IN (
    SELECT last.tenant, last.type, last.key
    FROM buildamp_erasing AS batch
    CROSS JOIN buildamp_events AS event ON event.seq = batch.seq
    CROSS JOIN buildamp_debounces AS last
        ON last.tenant = event.tenant AND last.type = event.type AND last.event_seq = event.seq
);

UPDATE buildamp_events
SET
    data = 'null',
    erased_at = coalesce(erased_at, ?3),
    subject = iif(?2 = 'subject', NULL, subject),
    actor = iif(?2 = 'actor', NULL, actor),
    session_id = NULL,
    partition_key = NULL,
    idempotency_key = NULL
WHERE seq IN (SELECT value FROM json_each(?1));

UPDATE buildamp_erasures
SET
    events = events + (SELECT count(*) FROM json_each(?1)),
    deliveries = deliveries + ?5,
    finished_at = iif(?6, ?3, NULL)
WHERE seq = ?4 AND ?2 = kind;

DELETE FROM buildamp_erasing;

RELEASE buildamp;
