-- ?1 correlation, ?2 tenant, ?3 subject, ?4 actor, ?5 the event as JSON
INSERT INTO buildamp_continuations (correlation_id, tenant, subject, actor, event) VALUES (?1, ?2, ?3, ?4, ?5);
