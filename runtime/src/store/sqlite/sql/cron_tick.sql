-- ?1 name, ?2 due, ?3 next, ?4 the tick that is emitted, NULL for none. Nothing, once somebody else has moved it on, or has
-- paused what would emit.
UPDATE buildamp_crons
SET next_run_at = ?3, last_run_at = coalesce(?4, last_run_at)
WHERE name = ?1 AND next_run_at = ?2 AND (?4 IS NULL OR paused_at IS NULL);
