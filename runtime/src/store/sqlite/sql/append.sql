-- ?1: a JSON array of {tenant, sessions, actor, everyone, body, overflow, coalesce_key, now}, in the order in which they
-- are sent; ?2 how many entries a stream keeps
--
-- The messages that were just stored are those from `max(id) - json_array_length(?1) + 1` on: nobody else writes. Their
-- entries are found by message: left to itself SQLite would read all there are, in the order of the grouping.
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
INSERT INTO buildamp_stream_entries (stream_id, seq, message_id)
SELECT
    stream.id, stream.last_seq + row_number() OVER (PARTITION BY stream.id ORDER BY target.message_id),
    target.message_id
FROM target
CROSS JOIN buildamp_streams AS stream ON stream.id = target.stream_id;

UPDATE buildamp_streams
SET last_seq = grown.seq
FROM (
    SELECT stream_id, max(seq) AS seq FROM buildamp_stream_entries INDEXED BY buildamp_stream_entries_message
    WHERE message_id > (SELECT max(id) FROM buildamp_messages) - json_array_length(?1)
    GROUP BY stream_id
) AS grown
WHERE buildamp_streams.id = grown.stream_id;

DELETE FROM buildamp_stream_entries
WHERE (stream_id, seq) IN (
    SELECT old.stream_id, old.seq
    FROM (
        SELECT DISTINCT stream_id FROM buildamp_stream_entries INDEXED BY buildamp_stream_entries_message
        WHERE message_id > (SELECT max(id) FROM buildamp_messages) - json_array_length(?1)
    ) AS grown
    CROSS JOIN buildamp_streams AS stream ON stream.id = grown.stream_id
    CROSS JOIN buildamp_stream_entries AS old
        ON old.stream_id = stream.id AND old.seq <= stream.last_seq - ?2
);

-- Nobody could ever ask for a message without a stream.
DELETE FROM buildamp_messages
WHERE id > (SELECT max(id) FROM buildamp_messages) - json_array_length(?1)
    AND NOT EXISTS (SELECT 1 FROM buildamp_stream_entries AS entry WHERE entry.message_id = buildamp_messages.id);

RELEASE buildamp;
