ALTER TABLE orders DROP COLUMN state, DROP COLUMN discount, DROP COLUMN shipped_to;
DROP TYPE address;
DROP DOMAIN percent;
DROP TYPE state;
