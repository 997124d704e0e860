-- $1 consumer. In a statement of its own, which sees what others have taken before the lock.
SELECT count(*) AS running FROM buildamp.deliveries WHERE consumer_id = $1 AND is_counted;
