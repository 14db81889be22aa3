CREATE TABLE archive.old_orders (id bigint PRIMARY KEY);
