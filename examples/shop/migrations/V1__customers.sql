-- Who buys. The phone number comes last: version 14 takes it away again.
CREATE TABLE customers (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text        NOT NULL,
  email      text        NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  phone      text
);

CREATE UNIQUE INDEX customers_email_key ON customers (lower(email));

COMMENT ON TABLE customers IS 'People who have ordered at least once, or want to';

INSERT INTO customers (name, email, created_at, phone)
SELECT (ARRAY['Ada', 'Bert', 'Chloé', 'Dmitri', 'Eşref', 'Fatou', 'Gül', 'Håkon'])[1 + n % 8] || ' ' ||
       (ARRAY['Almeida', 'Brandt', 'Castro', 'Demir', 'Eriksen'])[1 + n % 5],
       'customer' || n || '@example.com',
       timestamptz '2024-01-01 09:00:00+00' + n * interval '7 hours',
       CASE WHEN n % 3 = 0 THEN '+49 40 ' || (100000 + n * 37) END
  FROM generate_series(1, 250) AS n;
