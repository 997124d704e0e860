-- $1 tenants, $2 sessions, $3 actors, $4 whether everyone's, $5 bodies, $6 overflows, $7 coalesce keys, $8 sent at. Sessions
-- are JSON arrays, since PostgreSQL has no array of arrays of different lengths.
INSERT INTO buildamp.outgoing (tenant, sessions, actor, everyone, body, overflow, coalesce_key, sent_at)
SELECT
    new.tenant, ARRAY(SELECT json_array_elements_text(new.sessions::json)), new.actor, new.everyone, new.body, new.overflow,
    new.coalesce_key, new.sent_at
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
    WITH ORDINALITY AS new (tenant, sessions, actor, everyone, body, overflow, coalesce_key, sent_at, place)
ORDER BY new.place;
