CREATE TABLE payments (
  id       uuid           PRIMARY KEY,
  order_id bigint         NOT NULL REFERENCES orders (id),
  amount   numeric(12, 2) NOT NULL,
  method   text           NOT NULL CHECK (method IN ('card', 'transfer', 'invoice')),
  paid_at  timestamptz    NOT NULL DEFAULT now()
);

CREATE INDEX payments_order_id_idx ON payments (order_id);

INSERT INTO payments (id, order_id, amount, method, paid_at)
SELECT md5('payment ' || o.id)::uuid, o.id, sum(i.total), (ARRAY['card', 'transfer', 'invoice'])[1 + o.id % 3], o.placed_at + interval '2 hours'
  FROM orders o
  JOIN order_items i ON i.order_id = o.id
 WHERE o.status IN ('paid', 'shipped', 'delivered')
 GROUP BY o.id;
