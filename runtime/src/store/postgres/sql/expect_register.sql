-- $1 name, $2 pattern, $3 subject, $4 tenant, $5 every, $6 now, $7 deadline. One that says the same as before goes on where it
-- stands.
INSERT INTO buildamp.expects AS expect (name, pattern, subject, tenant, every, looked_seq, looked_at, deadline)
SELECT $1, $2, $3, $4, $5, coalesce((SELECT max(seq) FROM buildamp.events), 0), $6, $7
ON CONFLICT (name) DO UPDATE SET
    pattern = excluded.pattern, subject = excluded.subject, tenant = excluded.tenant, every = excluded.every,
    looked_seq = excluded.looked_seq, looked_at = excluded.looked_at, last_seen_at = NULL, deadline = excluded.deadline,
    missed_at = NULL, turn = expect.turn + 1
    WHERE (expect.pattern, expect.subject, expect.tenant, expect.every)
        IS DISTINCT FROM (excluded.pattern, excluded.subject, excluded.tenant, excluded.every);
