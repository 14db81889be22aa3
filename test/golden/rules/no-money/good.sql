CREATE TABLE parts (id bigint PRIMARY KEY, x numeric(12,2));
