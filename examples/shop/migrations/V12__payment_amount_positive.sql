-- NOT VALID takes its lock for a moment only; the next version reads the rows, without blocking writers.
ALTER TABLE payments ADD CONSTRAINT payments_amount_positive CHECK (amount > 0) NOT VALID;
