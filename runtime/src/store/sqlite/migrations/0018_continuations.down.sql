DROP TABLE buildamp_continuations;
