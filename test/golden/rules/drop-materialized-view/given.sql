CREATE TABLE orders (id bigint PRIMARY KEY, status text, total numeric(10,2), note varchar(20), created timestamptz);
CREATE MATERIALIZED VIEW totals AS SELECT status, sum(total) AS total FROM orders GROUP BY status;
CREATE UNIQUE INDEX totals_status_idx ON totals (status);
