-- Customers may have several numbers from now on. The old ones move along, so that nothing is lost.
CREATE TABLE customer_phones (
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  phone       text   NOT NULL,
  PRIMARY KEY (customer_id, phone)
);

INSERT INTO customer_phones (customer_id, phone)
SELECT id, phone FROM customers WHERE phone IS NOT NULL;

ALTER TABLE customers DROP COLUMN phone;
