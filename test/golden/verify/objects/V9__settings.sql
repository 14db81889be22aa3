ALTER TABLE customers ALTER COLUMN name SET STORAGE EXTERNAL;
ALTER TABLE customers ALTER COLUMN name SET STATISTICS 500;
ALTER TABLE customers SET (fillfactor = 70);
CREATE STATISTICS orders_stats (dependencies) ON customer_id, total FROM orders;
ALTER TABLE customers REPLICA IDENTITY FULL;
