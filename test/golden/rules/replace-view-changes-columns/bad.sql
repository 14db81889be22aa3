CREATE OR REPLACE VIEW order_list AS SELECT id, status, total FROM orders;
