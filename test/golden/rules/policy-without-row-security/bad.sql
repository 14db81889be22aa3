CREATE POLICY own ON orders USING (status = 'open');
