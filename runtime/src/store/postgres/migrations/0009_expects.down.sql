DROP TABLE buildamp.expects;
