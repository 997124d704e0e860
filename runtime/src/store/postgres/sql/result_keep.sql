-- $1 deliveries that were settled before in this transaction, $2 what their handlers returned, $3 where its secrets are
INSERT INTO buildamp.results (delivery_id, result, secrets)
SELECT delivery, result::json, secrets FROM unnest($1, $2, $3) AS kept (delivery, result, secrets);
