DROP TABLE buildamp_debounces;
