-- Purpose: lets sequences go on where those of the source are.
-- Parameters: values (a JSON object: name -> the number that was given last).
-- PostgreSQL: 14-18. Locks: ROW EXCLUSIVE on the sequences. Privileges: UPDATE on the sequences.
SELECT pg_catalog.setval(s.key::pg_catalog.regclass, s.value::int8)
  FROM pg_catalog.json_each_text(:'values'::json) s
 WHERE s.value IS NOT NULL AND pg_catalog.to_regclass(s.key) IS NOT NULL
