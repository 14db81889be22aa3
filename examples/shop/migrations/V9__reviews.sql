CREATE TABLE reviews (
  product_id  bigint      NOT NULL REFERENCES products (id),
  customer_id bigint      NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  stars       smallint    NOT NULL CHECK (stars BETWEEN 1 AND 5),
  body        text        NOT NULL DEFAULT '',
  written_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (product_id, customer_id)
);

INSERT INTO reviews (product_id, customer_id, stars, body, written_at)
SELECT DISTINCT ON (1 + n % 40, 1 + (n * 13) % 250)
       1 + n % 40, 1 + (n * 13) % 250, 1 + n % 5, 'It''s fine; review ' || n, timestamptz '2025-03-01 00:00:00+00' + n * interval '1 hour'
  FROM generate_series(1, 400) AS n
 ORDER BY 1, 2, n;

CREATE VIEW product_ratings AS
SELECT p.id, p.name, count(r.stars) AS reviews, round(avg(r.stars), 2) AS stars
  FROM products p
  LEFT JOIN reviews r ON r.product_id = p.id
 GROUP BY p.id, p.name;
