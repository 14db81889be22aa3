COMMENT ON TABLE customers IS 'who buys';
GRANT SELECT ON customers TO PUBLIC;
