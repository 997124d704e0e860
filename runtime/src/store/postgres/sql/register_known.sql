-- $1 consumers' names
SELECT name, by_key FROM buildamp.consumers WHERE name = ANY ($1);
