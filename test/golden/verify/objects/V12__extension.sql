CREATE EXTENSION citext;
ALTER TABLE customers ADD COLUMN nick citext;
