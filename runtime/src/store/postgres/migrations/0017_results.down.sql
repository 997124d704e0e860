DROP TABLE buildamp.results;
