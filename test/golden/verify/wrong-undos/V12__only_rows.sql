INSERT INTO customers (name) VALUES ('three');
