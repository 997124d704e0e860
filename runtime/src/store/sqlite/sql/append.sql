-- ?1: a JSON array of {tenant, sessions, actor, everyone, body, overflow, coalesce_key, now}, in the order in which they
-- are sent
--
-- The messages that were just stored are those from `max(id) - json_array_length(?1) + 1` on: nobody else writes.
SAVEPOINT buildamp;

INSERT INTO buildamp_messages (body, overflow, coalesce_key, sent_at)
SELECT new.value ->> 'body', new.value ->> 'overflow', new.value ->> 'coalesce_key', new.value ->> 'now'
FROM jsonb_each(?1) AS new
ORDER BY new.key;

WITH new (message_id, value) AS MATERIALIZED (
    SELECT (SELECT max(id) FROM buildamp_messages) - json_array_length(?1) + 1 + key, value FROM jsonb_each(?1)
),
target (message_id, stream_id) AS (
    SELECT new.message_id, stream.id
    FROM new
    CROSS JOIN json_each(new.value, '$.sessions') AS named
    CROSS JOIN buildamp_streams AS stream
        ON stream.tenant = new.value ->> 'tenant' AND stream.session_id = named.value
    UNION
    SELECT new.message_id, stream.id
    FROM new
    CROSS JOIN buildamp_sessions AS session
        ON session.tenant = new.value ->> 'tenant' AND session.actor = new.value ->> 'actor'
        AND session.expires_at > new.value ->> 'now'
    CROSS JOIN buildamp_streams AS stream ON stream.tenant = session.tenant AND stream.session_id = session.id
    UNION
    SELECT new.message_id, stream.id
    FROM new
    CROSS JOIN buildamp_streams AS stream ON stream.tenant = new.value ->> 'tenant'
    WHERE new.value ->> 'everyone'
)
INSERT INTO buildamp_stream_entries (message_id, stream_id, seq, previous_id)
SELECT
    target.message_id, stream.id, stream.last_seq + row_number() OVER sent,
    lag(target.message_id, 1, stream.last_message_id) OVER sent
FROM target
CROSS JOIN buildamp_streams AS stream ON stream.id = target.stream_id
WINDOW sent AS (PARTITION BY stream.id ORDER BY target.message_id);

UPDATE buildamp_streams
SET last_seq = grown.seq, last_message_id = grown.message_id
FROM (
    SELECT stream_id, max(seq) AS seq, max(message_id) AS message_id FROM buildamp_stream_entries
    WHERE message_id > (SELECT max(id) FROM buildamp_messages) - json_array_length(?1)
    GROUP BY stream_id
) AS grown
WHERE buildamp_streams.id = grown.stream_id;

UPDATE buildamp_messages
SET streams = (SELECT count(*) FROM buildamp_stream_entries AS entry WHERE entry.message_id = buildamp_messages.id)
WHERE id > (SELECT max(id) FROM buildamp_messages) - json_array_length(?1);

-- Nobody could ever ask for a message without a stream.
DELETE FROM buildamp_messages
WHERE id > (SELECT max(id) FROM buildamp_messages) - json_array_length(?1) AND streams = 0;

RELEASE buildamp;
