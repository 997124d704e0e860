-- $1 tenant, $2 type, $3 key, $4 the event, $5 when it is due
SELECT superseded, consumer_name FROM buildamp.debounce_as_caller($1, $2, $3, $4, $5);
