CREATE TABLE notes (
    id   INTEGER PRIMARY KEY,
    text TEXT NOT NULL
);

CREATE TABLE feed (
    id    INTEGER PRIMARY KEY,
    entry TEXT NOT NULL CHECK (length(entry) <= 100)
);
