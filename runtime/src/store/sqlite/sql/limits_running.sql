-- ?1 consumer
SELECT count(*) AS running FROM buildamp_deliveries WHERE consumer_id = ?1 AND state = 'running';
