-- virtual: nothing is stored
ALTER TABLE orders ALTER COLUMN net SET EXPRESSION AS (total * 0.9);
