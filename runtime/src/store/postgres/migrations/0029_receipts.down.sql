DROP FUNCTION buildamp.receive_all;
