-- rows orders=40M
CREATE TABLE orders (id bigint PRIMARY KEY, total numeric, gross numeric GENERATED ALWAYS AS (total * 1.1) STORED, net numeric GENERATED ALWAYS AS (total * 0.8) VIRTUAL);
