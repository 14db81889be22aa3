CREATE FUNCTION plain(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
CREATE TABLE orders (id bigint PRIMARY KEY, status text, total numeric(10,2), note varchar(20), created timestamptz);
CREATE INDEX orders_plain_idx ON orders (plain(status));
