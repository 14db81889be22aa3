CREATE TYPE state AS ENUM ('new', 'paid');
CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 0 AND 100);
CREATE TYPE address AS (street text, town text);
ALTER TABLE orders ADD COLUMN state state NOT NULL DEFAULT 'new', ADD COLUMN discount percent, ADD COLUMN shipped_to address;
