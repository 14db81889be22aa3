DO $$
DECLARE name text;
BEGIN
  SELECT note INTO name FROM orders LIMIT 1;
  EXECUTE 'DROP TABLE ' || name;
END $$;
