ALTER TYPE mood ADD VALUE 'happy';
UPDATE people SET feels = 'happy' WHERE id = 1;
