ALTER TABLE orders DROP CONSTRAINT orders_total_check, ADD CONSTRAINT total_check CHECK (total >= 0) NOT VALID;
