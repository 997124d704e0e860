-- $1 tenant, $2 consumer, $3 message, $4 answer.
UPDATE buildamp.inbox SET answer = $4 WHERE tenant = $1 AND consumer = $2 AND message = $3;
