CREATE TABLE parts (id bigint PRIMARY KEY, x varchar(20));
