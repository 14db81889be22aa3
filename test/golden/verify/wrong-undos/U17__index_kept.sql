DROP INDEX IF EXISTS orders_notes;
