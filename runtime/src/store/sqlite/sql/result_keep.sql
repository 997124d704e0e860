-- ?1 a JSON array of {delivery, result, secrets}: what was settled before in this transaction
INSERT INTO buildamp_results (delivery_id, result, secrets)
SELECT value ->> 'delivery', value ->> 'result', value ->> 'secrets' FROM jsonb_each(?1);
