ALTER TABLE customers DROP CONSTRAINT email_key;
