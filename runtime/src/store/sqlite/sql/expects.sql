SELECT * FROM buildamp_expects ORDER BY name;
