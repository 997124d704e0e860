DROP TABLE buildamp.breaking_migrations;
