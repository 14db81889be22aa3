CREATE TABLE parts (id bigint PRIMARY KEY, x double precision);
