SELECT result::text, secrets FROM buildamp.results WHERE delivery_id = $1;
