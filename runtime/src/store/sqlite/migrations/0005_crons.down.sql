DROP TABLE buildamp_crons;
