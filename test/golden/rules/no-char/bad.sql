CREATE TABLE parts (id bigint PRIMARY KEY, x char(4));
