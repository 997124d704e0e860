-- Waits for every transaction that has emitted for the consumers as they were, and keeps others from it until the past
-- has been handed out: no event falls in between.
LOCK TABLE buildamp.consumers IN ACCESS EXCLUSIVE MODE;
