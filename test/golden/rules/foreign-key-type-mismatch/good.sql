CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
CREATE INDEX items_order_idx ON items (order_id);
