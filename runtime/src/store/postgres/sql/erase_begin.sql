-- One erases at a time, and nobody hands out the past while it goes. That lock comes first, here as in register_lock.sql.
LOCK TABLE buildamp.consumers IN ACCESS SHARE MODE;
LOCK TABLE buildamp.erasures IN SHARE ROW EXCLUSIVE MODE;

-- Few of many rows are looked at each time, in the order of an index, whatever the planner knows of the tables.
SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL jit = off;
