DROP TABLE buildamp.calls;
