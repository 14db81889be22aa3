DELETE FROM customers WHERE id = 7;
