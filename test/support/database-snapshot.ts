import type { TestDatabase } from './test-database.ts';

// Columns by their order, not their number: a column that was dropped and came back has another number.
const OBJECTS = `
SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END ||
       coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') || ' ' || a.attidentity::text || a.attgenerated::text ||
       row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum) AS object
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'index ' || pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT 'view ' || oid::regclass || ' ' || pg_get_viewdef(oid) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
UNION ALL
SELECT 'function ' || pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind IN ('f', 'p')
UNION ALL
SELECT 'trigger ' || pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
 WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
UNION ALL
SELECT 'enum ' || enumtypid::regtype || ' ' || string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum GROUP BY enumtypid
UNION ALL
SELECT 'comment ' || c.relname || ' ' || d.objsubid || ' ' || d.description
  FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass WHERE c.relnamespace = 'public'::regnamespace
 ORDER BY 1`;

const TABLES = `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> $1 ORDER BY 1`;

/** All objects of the schema `public` as texts, and each table's rows as a hash; the history table's rows are left out. */
export async function databaseSnapshot(database: TestDatabase): Promise<readonly string[]> {
  const objects = await database.query<{ object: string }>(OBJECTS);
  const tables = await database.query<{ name: string }>(TABLES, ['flyway_schema_history']);
  const rows: string[] = [];
  for (const { name } of tables) {
    const [hash] = await database.query<{ text: string }>(
      `SELECT count(*) || ' rows ' || coalesce(md5(string_agg(t::text, ';' ORDER BY t::text)), '') AS text FROM "${name}" t`,
    );
    rows.push(`rows ${name} ${hash?.text}`);
  }
  return [...objects.map(({ object }) => object), ...rows];
}
