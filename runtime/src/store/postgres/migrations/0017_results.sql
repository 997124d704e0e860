-- What handlers returned, a row for each delivery that succeeded with a result.
CREATE TABLE buildamp.results (
    delivery_id bigint PRIMARY KEY,
    -- json and not jsonb, as the data of an event.
    result json NOT NULL,
    -- Where its secrets are, as a JSON array of paths; NULL where it has none.
    secrets text
);

-- Nothing for anybody but the engine.
ALTER TABLE buildamp.results ENABLE ROW LEVEL SECURITY;
