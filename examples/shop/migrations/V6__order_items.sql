CREATE TABLE order_items (
  order_id   bigint         NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  line       smallint       NOT NULL,
  product_id bigint         NOT NULL REFERENCES products (id),
  quantity   integer        NOT NULL CHECK (quantity > 0),
  price      numeric(10, 2) NOT NULL,
  total      numeric(12, 2) GENERATED ALWAYS AS (quantity * price) STORED,
  PRIMARY KEY (order_id, line)
);

CREATE INDEX order_items_product_id_idx ON order_items (product_id);

INSERT INTO order_items (order_id, line, product_id, quantity, price)
SELECT o.id, l.line, p.id, 1 + (o.id * l.line) % 4, p.price
  FROM orders o
 CROSS JOIN generate_series(1, 3) AS l (line)
  JOIN products p ON p.id = 1 + (o.id * 3 + l.line * 11) % 40;
