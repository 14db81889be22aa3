CREATE INDEX CONCURRENTLY orders_state_idx ON orders (status);
