CREATE VIEW big_orders AS SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.total > 3;
COMMENT ON VIEW big_orders IS 'more than three';
GRANT SELECT ON big_orders TO PUBLIC;
