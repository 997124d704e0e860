-- Makes room for another schema of the name, until the transaction is rolled back.
DO $$
BEGIN
    IF to_regnamespace('buildamp') IS NOT NULL THEN
        ALTER SCHEMA buildamp RENAME TO buildamp_aside;
    END IF;
END
$$;
