-- $1 the application's name
INSERT INTO buildamp.application (name) VALUES ($1)
ON CONFLICT (one) DO UPDATE SET name = excluded.name WHERE application.name <> excluded.name;
