CREATE TABLE parts (id bigserial PRIMARY KEY);
