SELECT * FROM buildamp.expects ORDER BY name COLLATE "C";
