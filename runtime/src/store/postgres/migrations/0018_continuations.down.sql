DROP FUNCTION buildamp.keep_continuation_as_caller;
DROP FUNCTION buildamp.keep_continuation_of_tenant;
DROP FUNCTION buildamp.keep_continuation;
DROP TABLE buildamp.continuations;
