-- Says that this connection listens, for as long as it is there; listeners.sql counts those who do. The numbers are "buil" and "damp".
SELECT pg_advisory_lock_shared(1651861868, 1684106608);
