-- Alone in its file: it cannot run in a transaction, and must not block the shop.
CREATE INDEX CONCURRENTLY orders_customer_id_placed_at_idx ON orders (customer_id, placed_at);
