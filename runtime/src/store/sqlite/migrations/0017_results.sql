-- What handlers returned, a row for each delivery that succeeded with a result.
CREATE TABLE buildamp_results (
    delivery_id INTEGER PRIMARY KEY,
    -- JSON.
    result TEXT NOT NULL,
    -- Where its secrets are, as a JSON array of paths; NULL where it has none.
    secrets TEXT
) STRICT;
