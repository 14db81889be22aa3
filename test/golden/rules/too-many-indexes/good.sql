DROP INDEX CONCURRENTLY orders_status_idx;
CREATE INDEX CONCURRENTLY orders_created_idx ON orders (created);
