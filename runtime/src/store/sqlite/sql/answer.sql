-- ?1 tenant, ?2 consumer, ?3 message.
SELECT answer FROM buildamp_inbox WHERE tenant = ?1 AND consumer = ?2 AND message = ?3;
