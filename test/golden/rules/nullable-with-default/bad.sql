ALTER TABLE orders ADD COLUMN deleted boolean DEFAULT false;
