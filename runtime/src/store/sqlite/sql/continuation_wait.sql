-- ?1 continuation, ?2 the delivery that it waits for
UPDATE buildamp_continuations SET open_delivery = ?2 WHERE seq = ?1;
