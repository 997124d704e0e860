ALTER TABLE buildamp.inbox DROP COLUMN answer;
