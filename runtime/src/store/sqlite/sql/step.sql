SELECT result FROM buildamp_steps WHERE delivery_id = ?1 AND name = ?2;
