-- $1 tenant, $2 session, $3 epoch if it begins now, $4 now
INSERT INTO buildamp.streams (tenant, session_id, epoch, watched_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant, session_id) DO UPDATE SET watched_at = greatest(streams.watched_at, excluded.watched_at)
RETURNING id, epoch, last_seq;
