-- $1 streams, $2 now
UPDATE buildamp.streams SET watched_at = $2 WHERE id = ANY ($1);
