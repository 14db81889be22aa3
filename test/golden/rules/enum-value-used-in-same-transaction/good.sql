ALTER TYPE mood ADD VALUE 'happy';
UPDATE people SET feels = 'ok' WHERE id = 1;
