ALTER TABLE orders ADD COLUMN state text NOT NULL DEFAULT 'pending';
ALTER TABLE orders ADD COLUMN seen timestamptz DEFAULT now();
