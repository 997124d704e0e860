DROP FUNCTION buildamp.try_store_events;
DROP FUNCTION buildamp.try_store_event;
DROP FUNCTION buildamp.store_event;
