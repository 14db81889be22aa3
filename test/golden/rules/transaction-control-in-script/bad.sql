ALTER TABLE orders ADD COLUMN region text;
COMMIT;
ALTER TABLE orders ADD COLUMN zone text;
