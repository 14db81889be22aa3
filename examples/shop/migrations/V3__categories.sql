CREATE TABLE categories (
  id        integer PRIMARY KEY,
  parent_id integer REFERENCES categories (id),
  name      text    NOT NULL UNIQUE
);

INSERT INTO categories (id, parent_id, name) VALUES
  (1, NULL, 'Kitchen'),
  (2, NULL, 'Garden'),
  (3, NULL, 'Office'),
  (4, 1, 'Knives'),
  (5, 1, 'Pots; pans and lids'),
  (6, 2, 'Seeds'),
  (7, 2, 'Tools'),
  (8, 3, 'Paper');
