CREATE OR REPLACE VIEW order_list AS SELECT id, status FROM orders WHERE total > 0;
