-- For connections whose statements are planned once, to go by their indexes: few rows out of however many, which the
-- statistics of a table that was empty a moment ago, or full, would make the planner read whole.
SET plan_cache_mode = force_generic_plan;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
