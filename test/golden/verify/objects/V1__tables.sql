CREATE TABLE customers (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, email text UNIQUE);
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  total numeric(12, 2) NOT NULL DEFAULT 0 CHECK (total >= 0),
  placed_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO customers (name, email) VALUES ('one', 'one@example.com'), ('two', NULL);
INSERT INTO orders (customer_id, total) SELECT 1, g FROM generate_series(1, 5) g;
