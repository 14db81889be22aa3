DROP TABLE inventory;
DROP TABLE warehouses;
