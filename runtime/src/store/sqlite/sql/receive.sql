-- ?1 tenant, ?2 consumer, ?3 message, ?4 now. No row is changed by one that is known.
INSERT INTO buildamp_inbox (tenant, consumer, message, received_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;
