DROP RULE orders_no_delete ON customers;
DROP POLICY orders_own ON orders;
ALTER TABLE orders DISABLE ROW LEVEL SECURITY;
