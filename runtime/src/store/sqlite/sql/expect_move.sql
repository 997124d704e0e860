-- ?1 name, ?2 turn, ?3 looked seq, ?4 looked at, ?5 last seen at, ?6 deadline, ?7 missed at. Nothing, once somebody else has
-- moved it on.
UPDATE buildamp_expects
SET looked_seq = ?3, looked_at = ?4, last_seen_at = ?5, deadline = ?6, missed_at = ?7, turn = turn + 1
WHERE name = ?1 AND turn = ?2;
