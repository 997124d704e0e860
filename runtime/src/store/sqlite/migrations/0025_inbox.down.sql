DROP TABLE buildamp_inbox;
