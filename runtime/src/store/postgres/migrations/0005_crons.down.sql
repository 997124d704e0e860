DROP TABLE buildamp.crons;
