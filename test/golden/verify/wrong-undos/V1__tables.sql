CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL, email text);
CREATE TABLE orders (id serial PRIMARY KEY, customer_id integer REFERENCES customers (id), total numeric NOT NULL DEFAULT 0, note text);
INSERT INTO customers (name, email) VALUES ('one', 'a'), ('two', 'b');
INSERT INTO orders (customer_id, total, note) VALUES (1, 10, 'first'), (2, 20, NULL);
