-- $1 delivery, $2 name
SELECT result::text FROM buildamp.steps WHERE delivery_id = $1 AND name = $2;
