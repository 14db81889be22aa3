ALTER TABLE orders ADD COLUMN region text;
SAVEPOINT one;
