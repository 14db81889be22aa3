CREATE INDEX CONCURRENTLY orders_open_idx ON orders (status, created);
