CREATE TABLE orders (id bigint PRIMARY KEY, status text, total numeric(10,2), note varchar(20), created timestamptz);
CREATE VIEW order_list AS SELECT id, status FROM orders;
