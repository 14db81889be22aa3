-- the same digits behind the point: the values stay as they are
ALTER TABLE orders ALTER COLUMN total TYPE numeric(14,2);
ALTER TABLE orders ALTER COLUMN note TYPE varchar(40);
