CREATE TABLE addresses (
  id          bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint  NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  street      text    NOT NULL,
  postcode    text    NOT NULL,
  city        text    NOT NULL,
  country     char(2) NOT NULL DEFAULT '${country}',
  is_default  boolean NOT NULL DEFAULT true
);

CREATE INDEX addresses_customer_id_idx ON addresses (customer_id);

INSERT INTO addresses (customer_id, street, postcode, city)
SELECT id, 'Main Street ' || id, lpad((20000 + id)::text, 5, '0'), (ARRAY['Hamburg', 'Bremen', 'Lübeck'])[1 + id % 3]
  FROM customers
 ORDER BY id;
