-- The same on SQLite and PostgreSQL. Times are texts of ISO 8601 in UTC, which are in order as texts, too.
CREATE TABLE IF NOT EXISTS people (
    id text PRIMARY KEY,
    name text NOT NULL,
    email text NOT NULL,
    signed_up_at text NOT NULL,
    correlation_id text NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS people_by_email ON people (email);
CREATE TABLE IF NOT EXISTS comments (
    id text PRIMARY KEY,
    author text NOT NULL REFERENCES people,
    text text NOT NULL,
    at text NOT NULL
);
CREATE TABLE IF NOT EXISTS payments (
    id text PRIMARY KEY,
    invoice text NOT NULL,
    amount bigint NOT NULL,
    currency text NOT NULL,
    at text NOT NULL
);
CREATE TABLE IF NOT EXISTS pictures (
    id text PRIMARY KEY,
    author text NOT NULL REFERENCES people,
    name text NOT NULL,
    stage text NOT NULL,
    problem text,
    width bigint,
    height bigint,
    original bytea NOT NULL,
    small bytea
);
