SELECT buildamp.store_one_statement();
