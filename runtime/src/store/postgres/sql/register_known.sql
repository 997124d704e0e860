-- $1 consumers' names
SELECT name FROM buildamp.consumers WHERE name = ANY ($1);
