-- Ends what savepoint.sql began.
RELEASE buildamp;
