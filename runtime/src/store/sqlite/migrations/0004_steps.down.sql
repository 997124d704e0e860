DROP TABLE buildamp_steps;
