-- Of what was found: the events, and those of their deliveries that have not ended or could be replayed
SELECT
    (SELECT count(*) FROM found) AS events,
    (
        SELECT count(*) FROM found
        JOIN buildamp.deliveries AS delivery
            ON delivery.id BETWEEN buildamp.delivery_id(found.seq, 0) AND buildamp.last_delivery_id(found.seq)
        WHERE delivery.state IN ('pending', 'retrying', 'dead')
    ) AS deliveries
