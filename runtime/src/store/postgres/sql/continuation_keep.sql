-- $1 correlation, $2 tenant, $3 subject, $4 actor, $5 the event as JSON
SELECT buildamp.keep_continuation_as_caller($1, $2, $3, $4, $5);
