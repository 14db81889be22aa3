CREATE VIEW order_list AS SELECT 1 AS one;
