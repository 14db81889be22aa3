ALTER TABLE orders ADD COLUMN deleted boolean NOT NULL DEFAULT false;
