-- ?1 a JSON array of ids
SELECT event.id FROM json_each(?1) AS asked CROSS JOIN buildamp_events AS event ON event.id = asked.value;
