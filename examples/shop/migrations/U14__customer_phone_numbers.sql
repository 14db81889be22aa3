ALTER TABLE customers ADD COLUMN phone text;

-- Where somebody has entered several numbers since, the first one is kept.
UPDATE customers c
   SET phone = p.phone
  FROM (SELECT customer_id, min(phone) AS phone FROM customer_phones GROUP BY customer_id) p
 WHERE p.customer_id = c.id;

DROP TABLE customer_phones;
