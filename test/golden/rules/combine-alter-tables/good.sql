ALTER TABLE orders ADD COLUMN region text, ADD COLUMN zone text;
