CREATE TYPE order_status AS ENUM ('placed', 'paid', 'shipped', 'delivered', 'cancelled');

CREATE TABLE orders (
  id          bigint       GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint       NOT NULL REFERENCES customers (id),
  status      order_status NOT NULL DEFAULT 'placed',
  currency    char(3)      NOT NULL DEFAULT '${currency}',
  placed_at   timestamptz  NOT NULL DEFAULT now()
);

INSERT INTO orders (customer_id, status, placed_at)
SELECT 1 + (n * 7) % 250,
       (enum_range(NULL::order_status))[1 + n % 5],
       timestamptz '2025-01-01 08:00:00+00' + n * interval '37 minutes'
  FROM generate_series(1, 1000) AS n;
