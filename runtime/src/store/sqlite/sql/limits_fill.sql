-- ?1 consumer, ?2 when the bucket of its rate is empty
UPDATE buildamp_limits SET empty_at = ?2 WHERE consumer_id = ?1;
