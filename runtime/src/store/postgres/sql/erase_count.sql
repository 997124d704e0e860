-- Of what was found: the events, and those of their deliveries that have not ended or could be replayed
SELECT
    (SELECT count(*) FROM found) AS events,
    (
        SELECT count(*) FROM found
        JOIN buildamp.deliveries AS delivery ON delivery.event_seq = found.seq
        WHERE delivery.state IN ('pending', 'running', 'retrying', 'dead')
    ) AS deliveries
