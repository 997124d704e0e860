DROP TABLE buildamp_expects;
