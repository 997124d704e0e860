-- $1 tenant, $2 consumer, $3 message.
SELECT answer FROM buildamp.inbox WHERE tenant = $1 AND consumer = $2 AND message = $3;
