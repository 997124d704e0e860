DROP TABLE buildamp.steps;
