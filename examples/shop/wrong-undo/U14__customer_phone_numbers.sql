-- Wrong on purpose: the column comes back, the numbers in it do not.
ALTER TABLE customers ADD COLUMN phone text;

DROP TABLE customer_phones;
