SELECT result, secrets FROM buildamp_results WHERE delivery_id = ?1;
