-- $1 consumer, $2 message, $3 tenant, $4 now.
SELECT buildamp.receive($1, $2, $3, $4);
