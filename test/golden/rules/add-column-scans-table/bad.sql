ALTER TABLE orders ADD COLUMN quantity int CHECK (quantity > 0);
