-- $1 worker, $2 now, $3 alive until, $4 machine, $5 the number of its process there, $6 its instance
WITH gone AS (
    DELETE FROM buildamp.workers WHERE alive_until < $2 - interval '1 day' AND id <> $1
)
INSERT INTO buildamp.workers (id, started_at, alive_until, machine, process, instance) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until;
