-- $1 continuation, $2 the delivery that it waits for
UPDATE buildamp.continuations SET open_delivery = $2 WHERE seq = $1;
