ALTER TABLE orders ADD COLUMN quantity int;
