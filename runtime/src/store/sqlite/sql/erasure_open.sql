-- ?1 kind, ?2 tenant, ?3 event, ?4 digest, ?5 reason, ?6 who asked for it, ?7 now. None of the same that did not come to its end.
INSERT INTO buildamp_erasures (kind, tenant, event_id, digest, reason, asked_by, started_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
WHERE NOT EXISTS (SELECT 1 FROM buildamp_erasures WHERE digest = ?4 AND finished_at IS NULL);
