-- ?1 now. Every event and every delivery is counted, whatever has become of it.
SELECT
    (SELECT count(*) FROM buildamp_events) AS events,
    count(*) FILTER (WHERE state = 'pending') AS pending,
    count(*) FILTER (WHERE state = 'running') AS running,
    count(*) FILTER (WHERE state = 'retrying') AS retrying,
    count(*) FILTER (WHERE state = 'succeeded') AS succeeded,
    count(*) FILTER (WHERE state = 'dead') AS dead,
    count(*) FILTER (WHERE state = 'cancelled') AS cancelled,
    (SELECT count(*) FROM buildamp_consumers WHERE retired_at IS NULL) AS consumers,
    (SELECT count(*) FROM buildamp_workers WHERE alive_until >= ?1) AS workers
FROM buildamp_deliveries;
