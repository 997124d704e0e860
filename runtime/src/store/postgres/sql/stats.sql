-- $1 now. Every event and every delivery is counted, whatever has become of it. What runs has a worker.
SELECT
    (SELECT count(*) FROM buildamp.events) AS events,
    count(*) FILTER (WHERE state = 'pending' AND worker IS NULL) AS pending,
    count(*) FILTER (WHERE worker IS NOT NULL) AS running,
    count(*) FILTER (WHERE state = 'retrying' AND worker IS NULL) AS retrying,
    count(*) FILTER (WHERE state = 'succeeded') AS succeeded,
    count(*) FILTER (WHERE state = 'dead') AS dead,
    count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
    (SELECT count(*) FROM buildamp.consumers WHERE retired_at IS NULL) AS consumers,
    (SELECT count(*) FROM buildamp.workers WHERE alive_until >= $1) AS workers
FROM buildamp.deliveries;
