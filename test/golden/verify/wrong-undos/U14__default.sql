ALTER TABLE customers ALTER COLUMN email SET DEFAULT 'somebody';
