CREATE TABLE warehouses (
  id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE
);

CREATE TABLE inventory (
  warehouse_id integer NOT NULL REFERENCES warehouses (id),
  product_id   bigint  NOT NULL REFERENCES products (id),
  on_hand      integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
  PRIMARY KEY (warehouse_id, product_id)
);

-- Which warehouses there are differs between installations: see flyway.conf.
INSERT INTO warehouses (name) VALUES ('${warehouse}'), ('${warehouse} (returns)');

INSERT INTO inventory (warehouse_id, product_id, on_hand)
SELECT w.id, p.id, CASE w.id WHEN 1 THEN 20 + p.id % 50 ELSE 0 END
  FROM warehouses w
 CROSS JOIN products p;
