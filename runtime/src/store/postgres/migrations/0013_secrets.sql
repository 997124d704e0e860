-- Where in the data of a type's events there are secrets, which nobody is shown, and in which version: {version, paths}.
ALTER TABLE buildamp.event_types ADD COLUMN secrets text;
