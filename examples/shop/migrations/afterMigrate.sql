RESET lock_timeout;

-- Fresh statistics for the planner.
DO $$
DECLARE
  relation regclass;
BEGIN
  FOR relation IN SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relowner = current_user::regrole
  LOOP
    EXECUTE format('ANALYZE %s', relation);
  END LOOP;
END;
$$;
