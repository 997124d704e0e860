DROP TABLE buildamp_calls;
