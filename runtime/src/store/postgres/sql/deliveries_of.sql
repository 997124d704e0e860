-- $1 events' ids
WHERE event.id = ANY ($1)
ORDER BY delivery.id;
