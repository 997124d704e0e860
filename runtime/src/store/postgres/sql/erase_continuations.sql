-- $1 what they are found by, $2 tenant, $3 subject or actor: what is not emitted yet is not emitted
DELETE FROM buildamp.continuations
WHERE tenant = $2 AND (($1 = 'subject' AND subject = $3) OR ($1 = 'actor' AND actor = $3));
