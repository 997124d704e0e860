DROP TABLE buildamp_results;
