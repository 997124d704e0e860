ALTER TABLE buildamp_inbox DROP COLUMN answer;
