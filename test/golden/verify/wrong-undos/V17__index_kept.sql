CREATE INDEX IF NOT EXISTS orders_note ON orders (note);
