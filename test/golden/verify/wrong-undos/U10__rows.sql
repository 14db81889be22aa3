INSERT INTO orders (id, customer_id) VALUES (2, 2);
