-- $1 ids
SELECT id FROM buildamp.events WHERE id = ANY ($1);
