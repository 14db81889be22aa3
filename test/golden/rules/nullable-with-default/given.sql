CREATE TABLE orders (id bigint PRIMARY KEY, status text, total numeric(10,2), note varchar(20), created timestamptz);
