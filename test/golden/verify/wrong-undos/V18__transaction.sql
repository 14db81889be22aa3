BEGIN;
ALTER TABLE customers ADD COLUMN age integer;
COMMIT;
