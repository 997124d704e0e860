-- ?1 now, ?2 at most so many
--
-- Events are looked at once, in the order of storing, as far as they are older than the shortest time for which any are kept.
-- Those whose time is not over then are looked at again when it may be, and are not met before: what is kept for ever, open
-- or dead does not lie in the way. What is kept for more than 200 years is kept for ever.
SAVEPOINT buildamp;

INSERT INTO buildamp_purging (seq, until)
WITH policy AS MATERIALIZED (
    SELECT
        the.passed, the.succeeded, the.dead,
        ?1 - min(the.succeeded, coalesce((SELECT min(kind.keep) FROM buildamp_event_types AS kind), the.succeeded)) AS old
    FROM buildamp_purge AS the
),
next AS MATERIALIZED (
    SELECT event.seq, event.time FROM buildamp_events AS event
    WHERE event.seq > (SELECT passed FROM policy)
    ORDER BY event.seq
    LIMIT ?2
),
again AS MATERIALIZED (
    -- The plus keeps the planner from the rows by their number: there are as many as events that stay.
    SELECT later.event_seq FROM buildamp_purge_later AS later
    WHERE later.look_at <= ?1 AND +later.event_seq <= (SELECT passed FROM policy)
    ORDER BY later.look_at
    LIMIT ?2
),
looked (seq) AS (
    SELECT next.seq FROM next
    WHERE next.seq < coalesce(
        (SELECT min(young.seq) FROM next AS young WHERE young.time > (SELECT old FROM policy)), 9223372036854775807
    )
    UNION ALL
    SELECT again.event_seq FROM again
),
kept (seq, time, run_at, keep, keep_dead) AS (
    SELECT
        event.seq, event.time, event.run_at, coalesce(kind.keep, policy.succeeded),
        max(coalesce(kind.keep, policy.succeeded), policy.dead)
    FROM looked
    CROSS JOIN policy
    CROSS JOIN buildamp_events AS event ON event.seq = looked.seq
    LEFT JOIN buildamp_event_types AS kind ON kind.type = event.type
)
SELECT
    kept.seq,
    iif(
        EXISTS (
            SELECT 1 FROM buildamp_deliveries AS delivery
            WHERE delivery.event_seq = kept.seq AND delivery.state IN ('pending', 'running', 'retrying')
        ),
        ?1 + kept.keep,
        max(kept.time + kept.keep, coalesce(
            (
                SELECT max(
                    max(delivery.run_at, coalesce(
                        delivery.finished_at,
                        (
                            SELECT max(attempt.finished_at) FROM buildamp_attempts AS attempt
                            WHERE attempt.delivery_id = delivery.id
                        ),
                        delivery.run_at
                    ))
                    + iif(delivery.state = 'dead', kept.keep_dead, kept.keep)
                )
                FROM buildamp_deliveries AS delivery
                WHERE delivery.event_seq = kept.seq
            ),
            kept.run_at + kept.keep
        ))
    )
FROM kept;

SELECT count(*) AS looked, count(*) FILTER (WHERE batch.until <= ?1) AS events FROM buildamp_purging AS batch;

UPDATE buildamp_purge AS the
SET passed = (SELECT max(batch.seq) FROM buildamp_purging AS batch)
WHERE the.passed < (SELECT max(batch.seq) FROM buildamp_purging AS batch);

DELETE FROM buildamp_purge_later WHERE event_seq IN (SELECT batch.seq FROM buildamp_purging AS batch);

INSERT INTO buildamp_purge_later (event_seq, look_at)
SELECT batch.seq, batch.until
FROM buildamp_purging AS batch
WHERE batch.until > ?1 AND batch.until < ?1 + 6311520000000000;

DELETE FROM buildamp_purging WHERE until > ?1;

DELETE FROM buildamp_steps
WHERE delivery_id IN (
    SELECT delivery.id
    FROM buildamp_purging AS batch
    CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = batch.seq
);

DELETE FROM buildamp_results
WHERE delivery_id IN (
    SELECT delivery.id
    FROM buildamp_purging AS batch
    CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = batch.seq
);

DELETE FROM buildamp_calls
WHERE event_id IN (
    SELECT event.id FROM buildamp_purging AS batch CROSS JOIN buildamp_events AS event ON event.seq = batch.seq
);

DELETE FROM buildamp_attempts
WHERE delivery_id IN (
    SELECT delivery.id
    FROM buildamp_purging AS batch
    CROSS JOIN buildamp_deliveries AS delivery ON delivery.event_seq = batch.seq
);

DELETE FROM buildamp_deliveries WHERE event_seq IN (SELECT batch.seq FROM buildamp_purging AS batch);

DELETE FROM buildamp_events WHERE seq IN (SELECT batch.seq FROM buildamp_purging AS batch);

DELETE FROM buildamp_purging;

RELEASE buildamp;
