DROP FUNCTION buildamp.debounce_as_caller;
DROP FUNCTION buildamp.debounce_of_tenant;
DROP FUNCTION buildamp.debounce;
DROP TABLE buildamp.debounces;
