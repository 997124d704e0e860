-- $1 delivery
SELECT number, started_at, finished_at, outcome, error FROM buildamp.attempts WHERE delivery_id = $1 ORDER BY number;
