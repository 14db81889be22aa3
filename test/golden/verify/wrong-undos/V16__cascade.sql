CREATE TABLE parts (id integer PRIMARY KEY);
ALTER TABLE orders ADD COLUMN part_id integer;
ALTER TABLE orders ADD CONSTRAINT orders_part FOREIGN KEY (part_id) REFERENCES parts (id);
