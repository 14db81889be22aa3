SELECT count(*) FROM orders WHERE id = 1;
