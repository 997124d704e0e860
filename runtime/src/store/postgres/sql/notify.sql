-- $1 channel, $2 what is told. A commit that tells something is flushed like any other, and nothing is lost if it is lost.
SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, $2);
