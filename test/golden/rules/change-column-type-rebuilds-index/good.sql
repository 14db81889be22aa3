DROP INDEX orders_note_idx;
ALTER TABLE orders ALTER COLUMN note TYPE varchar(40);
