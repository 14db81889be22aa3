-- A constraint cannot be made unvalidated: it is made again.
ALTER TABLE payments DROP CONSTRAINT payments_amount_positive;
ALTER TABLE payments ADD CONSTRAINT payments_amount_positive CHECK (amount > 0) NOT VALID;
