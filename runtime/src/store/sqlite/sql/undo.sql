-- After a failure inside `SAVEPOINT buildamp`.
ROLLBACK TO buildamp;
RELEASE buildamp;
