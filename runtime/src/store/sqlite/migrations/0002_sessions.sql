-- Browser sessions and the messages to them.

-- Whether the event's session is told how its deliveries fare.
ALTER TABLE buildamp_events ADD COLUMN progress INTEGER NOT NULL DEFAULT 0 CHECK (progress IN (0, 1));

-- A cookie holds a token, of which only the hash is here. The id stays when the token is rotated.
CREATE TABLE buildamp_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL CHECK (tenant <> ''),
    token_hash TEXT NOT NULL UNIQUE CHECK (token_hash <> ''),
    actor TEXT,
    -- The application's struct.
    data TEXT CHECK (json_valid(data)),
    created_at INTEGER NOT NULL,
    -- When expires_at was moved last.
    renewed_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX buildamp_sessions_actor ON buildamp_sessions (tenant, actor) WHERE actor IS NOT NULL;
CREATE INDEX buildamp_sessions_expiry ON buildamp_sessions (expires_at);

-- What a session that somebody watches is sent, in order. A session has one from its first connection until nobody has
-- watched it for a while.
CREATE TABLE buildamp_streams (
    -- Never used twice: another one after a rotation, so that connections from before it get nothing more.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL CHECK (tenant <> ''),
    session_id TEXT NOT NULL,
    -- Together with the entries' numbers what clients know their place by.
    epoch TEXT NOT NULL CHECK (epoch <> ''),
    last_seq INTEGER NOT NULL DEFAULT 0,
    -- The message of the last entry, 0 without any: where the way back begins.
    last_message_id INTEGER NOT NULL DEFAULT 0,
    watched_at INTEGER NOT NULL,
    UNIQUE (tenant, session_id)
) STRICT;

CREATE INDEX buildamp_streams_watched ON buildamp_streams (watched_at);

-- A message, once, however many streams it goes to.
CREATE TABLE buildamp_messages (
    -- The order of storing. Never used twice, so that a reader may remember how far it got.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    body TEXT NOT NULL CHECK (json_valid(body)),
    overflow TEXT NOT NULL CHECK (overflow IN ('disconnect', 'drop_oldest')),
    coalesce_key TEXT,
    sent_at INTEGER NOT NULL,
    -- How many entries it has.
    streams INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX buildamp_messages_sent ON buildamp_messages (sent_at);

-- A message's place in a stream. All entries of a message lie together at the end of the table, and there is no index by
-- stream: a message to 10,000 streams would touch a page of it for each of them. Whoever reads a stream goes back from
-- entry to entry. They go with their messages; those of a stream that is gone are found by nobody.
CREATE TABLE buildamp_stream_entries (
    message_id INTEGER NOT NULL REFERENCES buildamp_messages (id) ON DELETE CASCADE,
    stream_id INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    -- The message of the entry before it in the stream, 0 without any.
    previous_id INTEGER NOT NULL,
    PRIMARY KEY (message_id, stream_id)
) STRICT, WITHOUT ROWID;
