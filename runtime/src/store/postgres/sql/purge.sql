-- $1 now, $2 events. Answers with how many are gone. What is kept for more than 200 years is kept for ever.
WITH judged AS MATERIALIZED (
    SELECT event.seq, event.id, CASE
        WHEN fate.is_open THEN $1 + kept.keep
        ELSE greatest(event."time" + kept.keep, coalesce(fate.until, event.run_at + kept.keep))
    END AS until
    FROM buildamp.events AS event
    CROSS JOIN buildamp.purge AS policy
    LEFT JOIN buildamp.event_types AS kind ON kind.type = event.type
    CROSS JOIN LATERAL (SELECT coalesce(kind.keep, policy.succeeded) AS keep) AS kept
    CROSS JOIN LATERAL (
        SELECT
            bool_or(delivery.state IN ('pending', 'retrying')) AS is_open,
            max(
                greatest(delivery.run_at, coalesce(delivery.finished_at, (
                    SELECT max(attempt.finished_at) FROM buildamp.attempts AS attempt WHERE attempt.delivery_id = delivery.id
                )))
                + CASE delivery.state WHEN 'dead' THEN greatest(kept.keep, policy.dead) ELSE kept.keep END
            ) AS until
        FROM buildamp.deliveries AS delivery
        WHERE delivery.id BETWEEN buildamp.delivery_id(event.seq, 0) AND buildamp.last_delivery_id(event.seq)
    ) AS fate
    WHERE event.seq = ANY ($2)
),
over AS MATERIALIZED (
    SELECT seq, id FROM judged WHERE until <= $1
),
passed AS (
    UPDATE buildamp.purge AS policy
    SET passed = looked.last
    FROM (SELECT max(seq) AS last FROM judged) AS looked
    WHERE policy.passed < looked.last
),
later AS (
    INSERT INTO buildamp.purge_later (event_seq, look_at)
    SELECT seq, until FROM judged WHERE until > $1 AND until < $1 + interval '200 years'
    ON CONFLICT (event_seq) DO UPDATE SET look_at = excluded.look_at
),
settled AS (
    DELETE FROM buildamp.purge_later
    WHERE event_seq = ANY (ARRAY(SELECT seq FROM judged WHERE until <= $1 OR until >= $1 + interval '200 years'))
),
delivered AS MATERIALIZED (
    SELECT delivery.id
    FROM over
    JOIN buildamp.deliveries AS delivery
        ON delivery.id BETWEEN buildamp.delivery_id(over.seq, 0) AND buildamp.last_delivery_id(over.seq)
),
steps AS (
    DELETE FROM buildamp.steps WHERE delivery_id = ANY (ARRAY(SELECT id FROM delivered))
),
results AS (
    DELETE FROM buildamp.results WHERE delivery_id = ANY (ARRAY(SELECT id FROM delivered))
),
calls AS (
    DELETE FROM buildamp.calls
    WHERE event_id = ANY (ARRAY(SELECT id FROM over))
),
attempts AS (
    DELETE FROM buildamp.attempts WHERE delivery_id = ANY (ARRAY(SELECT id FROM delivered))
),
deliveries AS (
    DELETE FROM buildamp.deliveries WHERE id = ANY (ARRAY(SELECT id FROM delivered))
),
gone AS (
    DELETE FROM buildamp.events WHERE seq = ANY (ARRAY(SELECT seq FROM over)) RETURNING seq
)
SELECT count(*) FROM gone;
