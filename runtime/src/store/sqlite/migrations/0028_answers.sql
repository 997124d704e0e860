-- What was answered to a message, for a second copy of it; null where nothing was.
ALTER TABLE buildamp_inbox ADD COLUMN answer TEXT;
