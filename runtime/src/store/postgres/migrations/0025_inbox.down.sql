DROP FUNCTION buildamp.receive;
DROP FUNCTION buildamp.receive_of_tenant;
DROP FUNCTION buildamp.receive_for;
DROP TABLE buildamp.inbox;
