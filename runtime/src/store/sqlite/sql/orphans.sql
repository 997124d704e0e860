-- ?1 worker, ?2 its machine, ?3 now: whether rescue.sql or key_limits_forget.sql would find anything, and beside that each of
-- the other workers on the machine that count as alive
SELECT lost.found, neighbour.id, neighbour.process
FROM (
    SELECT
        EXISTS (SELECT 1 FROM buildamp_deliveries WHERE state = 'running' AND lease_until < ?3)
        OR EXISTS (SELECT 1 FROM buildamp_key_limits WHERE empty_at < ?3) AS found
) AS lost
LEFT JOIN buildamp_workers AS neighbour
    ON neighbour.machine = ?2 AND neighbour.alive_until >= ?3 AND neighbour.id <> ?1 AND neighbour.process IS NOT NULL;
