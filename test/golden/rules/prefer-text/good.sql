CREATE TABLE parts (id bigint PRIMARY KEY, x text CHECK (length(x) <= 20));
