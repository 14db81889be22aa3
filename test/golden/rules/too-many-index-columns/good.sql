CREATE INDEX CONCURRENTLY orders_wide_idx ON orders (status, created);
