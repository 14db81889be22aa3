import { createHash } from 'node:crypto';
import type { Hazard, Region, Risk, Severity } from '../../src/model/hazard.ts';
import { categoryOf } from '../../src/model/hazard.ts';
import type { LockMode } from '../../src/model/lock-mode.ts';
import { impactOf } from '../../src/model/lock-mode.ts';
import type {
  AffectedTable,
  ChangeTag,
  Plan,
  PlannedLock,
  PlannedScript,
  PlannedStatement,
  PlannedUndo,
  PlannedWork,
  PlanTarget,
} from '../../src/model/plan.ts';

const MANUAL = 'https://www.postgresql.org/docs/current/';

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export function region(file: string, line: number, sql: string): Region {
  const lines = sql.split('\n');
  const last = [...(lines.at(-1) ?? '')].length;
  return {
    file,
    line,
    column: 1,
    endLine: line + lines.length - 1,
    endColumn: last + 1,
    offset: 0,
    length: Buffer.byteLength(sql),
  };
}

export function risk(score: number, ...parts: readonly (readonly [number, string])[]): Risk {
  return { score, category: categoryOf(score), parts: parts.map(([points, reason]) => ({ points, reason })) };
}

export function lock(relation: string, mode: LockMode, more: Partial<PlannedLock> = {}): PlannedLock {
  return { relation, kind: 'table', mode, impact: impactOf(mode), reason: 'direct', isBrief: false, isPreExisting: true, ...more };
}

export function work(kind: PlannedWork['kind'], relation: string, more: Partial<PlannedWork> = {}): PlannedWork {
  return {
    kind,
    relation,
    index: null,
    reason: 'the new type has another binary form',
    rows: null,
    bytes: null,
    estimate: null,
    under: [],
    isCertain: true,
    ...more,
  };
}

export function direct(table: string, rows: number | null = null, bytes: number | null = null): AffectedTable {
  return { table, impact: 'direct', cascadePath: null, rows, bytes };
}

export function cascade(path: readonly string[], rows: number | null = null, bytes: number | null = null): AffectedTable {
  return { table: path.at(-1) ?? '', impact: 'cascade', cascadePath: path, rows, bytes };
}

export function hazard(rule: string, severity: Severity, at: Region, message: string, more: Partial<Hazard> = {}): Hazard {
  return {
    rule,
    severity,
    message,
    safer: null,
    saferSql: null,
    documentation: `${MANUAL}sql-altertable.html`,
    region: at,
    relation: null,
    suppressedBy: null,
    ...more,
  };
}

type StatementFacts = Partial<Omit<PlannedStatement, 'sql' | 'hazards'>> & {
  readonly sql: string;
  readonly line?: number;
  readonly hazards?: (at: Region) => readonly Hazard[];
};

export function statement(file: string, number: number, { line = number, hazards, ...facts }: StatementFacts): PlannedStatement {
  const at = region(file, line, facts.sql);
  return {
    number,
    sha256: sha256(facts.sql),
    region: at,
    command: 'ALTER TABLE',
    segment: 1,
    tag: 'additive',
    locks: [],
    work: [],
    blocks: 'none',
    blocksFor: null,
    destroys: [],
    dependents: [],
    affected: [],
    opaque: [],
    error: null,
    risk: risk(5, [5, 'additive']),
    ...facts,
    hazards: hazards?.(at) ?? [],
  };
}

export function generatedUndo(sql: string): PlannedUndo {
  return { source: 'generated', script: null, sql, sha256: sha256(sql), irreversible: [] };
}

export function script(name: string, statements: readonly PlannedStatement[], more: Partial<PlannedScript> = {}): PlannedScript {
  const version = /^V([^_]+)__/u.exec(name)?.[1] ?? null;
  const highest = statements.reduce((worst, { risk }) => (risk.score > worst.score ? risk : worst), risk(0));
  const order: readonly ChangeTag[] = ['additive', 'backfill', 'destructive'];
  return {
    kind: version === null ? 'repeatable' : 'versioned',
    version,
    description: name
      .replace(/^[^_]*__/u, '')
      .replace(/\.sql$/u, '')
      .replaceAll('_', ' '),
    script: name,
    checksum: 1_234_567,
    sha256: sha256(name),
    sha256Sent: sha256(name),
    bytes: 512,
    isTransactional: true,
    isOutOfOrder: false,
    statements,
    undo: null,
    suppressions: [],
    tag: order.findLast((tag) => statements.some((each) => each.tag === tag)) ?? 'additive',
    risk: highest,
    ...more,
  };
}

export const TARGET: PlanTarget = {
  systemIdentifier: '7351234567890123456',
  database: 'shop',
  databaseOid: '16384',
  host: 'db1.internal',
  port: 5432,
  serverVersionNum: 160_004,
  role: 'deploy',
  searchPath: ['public'],
  isPooled: false,
};

export function plan(scripts: readonly PlannedScript[], more: Partial<Plan> = {}): Plan {
  const statements = scripts.flatMap((each) => each.statements);
  const highest = scripts.reduce((worst, { risk }) => (risk.score > worst.score ? risk : worst), risk(0));
  const order: readonly ChangeTag[] = ['additive', 'backfill', 'destructive'];
  const affected = new Map(statements.flatMap((each) => each.affected).map((table) => [table.table, table]));
  return {
    id: `sha256:${sha256(JSON.stringify(scripts))}`,
    tool: { name: 'flyback', version: '0.1.0' },
    target: TARGET,
    history: { table: 'public.flyway_schema_history', headRank: 41, headVersion: '41', digest: sha256('history') },
    configDigest: sha256('config'),
    scripts,
    affected: [...affected.values()],
    foreignKeys: [],
    hazards: [],
    tag: order.findLast((tag) => scripts.some((each) => each.tag === tag)) ?? 'additive',
    risk: highest,
    undoScript: null,
    hasIrreversible: false,
    coverage: {
      scripts: scripts.length,
      statements: statements.length,
      opaqueStatements: statements.filter(({ opaque }) => opaque.length > 0).length,
      notAnalysed: statements.flatMap(({ opaque, region: at }) => opaque.map((reason) => `${at.file}:${at.line}: ${reason}`)),
    },
    ...more,
  };
}

/** Nothing is pending. */
export const EMPTY: Plan = plan([]);

/** One new table: nobody notices. */
export const HARMLESS: Plan = plan(
  [
    script(
      'V42__coupons.sql',
      [
        statement('db/migration/V42__coupons.sql', 1, {
          sql: 'CREATE TABLE coupons (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  code text NOT NULL UNIQUE\n)',
          command: 'CREATE TABLE',
          affected: [direct('coupons', 0, 0)],
          locks: [lock('coupons', 'ACCESS EXCLUSIVE', { isPreExisting: false })],
        }),
        statement('db/migration/V42__coupons.sql', 2, {
          line: 6,
          sql: "COMMENT ON TABLE coupons IS 'Codes that lower a price'",
          command: 'COMMENT',
          affected: [direct('coupons', 0, 0)],
          locks: [lock('coupons', 'SHARE UPDATE EXCLUSIVE', { isPreExisting: false })],
        }),
      ],
      { undo: generatedUndo('DROP TABLE coupons;') },
    ),
  ],
  { undoScript: 'BEGIN;\nDROP TABLE coupons;\nCOMMIT;' },
);

const PRIORITY_FILE = 'db/migration/V42__order_priority.sql';

/** The example of the migration guide that the risk categories follow: a column for a table with a foreign key on it. */
export const PRIORITY: Plan = plan(
  [
    script(
      'V42__order_priority.sql',
      [
        statement(PRIORITY_FILE, 1, {
          sql: "ALTER TABLE orders ADD COLUMN priority VARCHAR(20) DEFAULT 'normal'",
          locks: [lock('orders', 'ACCESS EXCLUSIVE')],
          blocks: 'blocks-reads-and-writes',
          affected: [direct('orders', 40_000_000, 12_400_000_000), cascade(['orders', 'order_items'], 120_000_000, 31_000_000_000)],
          risk: risk(35, [15, 'readers and writers wait for a moment'], [15, 'reaches 1 table through foreign keys'], [5, 'additive']),
        }),
      ],
      { undo: generatedUndo('ALTER TABLE orders DROP COLUMN priority;') },
    ),
  ],
  {
    foreignKeys: [{ from: 'order_items', to: 'orders', constraint: 'order_items_order_id_fkey', onDelete: 'CASCADE' }],
    undoScript: 'BEGIN;\nALTER TABLE orders DROP COLUMN priority;\nCOMMIT;',
  },
);

const DROP_FILE = 'db/migration/V43__retire_customers.sql';
const INDEX_FILE = 'db/migration/V44__orders_indexes.sql';
const REPEATABLE_FILE = 'db/migration/R__refresh_totals.sql';

const REACHED: readonly (readonly [path: readonly string[], rows: number | null, bytes: number | null])[] = [
  [['customers', 'orders'], 40_000_000, 12_400_000_000],
  [['customers', 'addresses'], 1_900_000, 310_000_000],
  [['customers', 'payment_methods'], 1_400_000, 280_000_000],
  [['customers', 'support_tickets'], 320_000, 96_000_000],
  [['customers', 'reviews'], 5_100_000, 1_700_000_000],
  [['customers', 'loyalty_accounts'], 800_000, 61_000_000],
  [['customers', 'orders', 'order_items'], 120_000_000, 31_000_000_000],
  [['customers', 'orders', 'shipments'], 38_000_000, 9_000_000_000],
  [['customers', 'orders', 'refunds'], 410_000, 52_000_000],
  [['customers', 'payment_methods', 'payments'], 41_000_000, 8_800_000_000],
  [['customers', 'reviews', 'review_votes'], 22_000_000, 2_100_000_000],
  [['customers', 'orders', 'shipments', 'shipment_events'], 300_000_000, 64_000_000_000],
  [['customers', 'orders', 'order_items', 'order_item_discounts'], null, null],
];

/** Drops, rewrites and blocking index builds on large tables, far-reaching foreign keys, something not analysed, something allowed. */
export const DESTRUCTIVE: Plan = plan(
  [
    script(
      'V43__retire_customers.sql',
      [
        statement(DROP_FILE, 1, {
          line: 4,
          sql: 'DROP TABLE customers CASCADE',
          command: 'DROP TABLE',
          tag: 'destructive',
          locks: [
            lock('customers', 'ACCESS EXCLUSIVE'),
            lock('orders', 'ACCESS EXCLUSIVE', { reason: 'foreign-key' }),
            lock('addresses', 'ACCESS EXCLUSIVE', { reason: 'foreign-key' }),
            lock('active_customers', 'ACCESS EXCLUSIVE', { kind: 'view', reason: 'cascade' }),
            lock('customers_pkey', 'ACCESS EXCLUSIVE', { kind: 'index', reason: 'index' }),
          ],
          blocks: 'blocks-reads-and-writes',
          destroys: [
            { what: 'table', name: 'customers', isCascade: false },
            { what: 'rows', name: 'customers', isCascade: false },
          ],
          dependents: [
            { what: 'view', name: 'active_customers', change: 'dropped' },
            { what: 'constraint', name: 'orders_customer_id_fkey on orders', change: 'dropped' },
            { what: 'function', name: 'customer_total(bigint)', change: 'uses' },
          ],
          affected: [direct('customers', 2_000_000, 480_000_000), ...REACHED.map(([path, rows, bytes]) => cascade(path, rows, bytes))],
          risk: risk(
            95,
            [50, 'destructive'],
            [30, 'reaches 13 tables through foreign keys'],
            [15, 'readers and writers wait for a moment'],
            [15, 'CASCADE drops 2 further objects'],
          ),
          hazards: (at) => [
            hazard('drop-table', 'critical', at, 'Drops table customers with 2M rows (480 MB). Nothing but a backup brings them back.', {
              relation: 'public.customers',
              safer:
                'Rename the table, let a release pass without it, then drop it. Readers that still use the old name are found while they can be served.',
              saferSql: 'ALTER TABLE customers RENAME TO customers_retired;',
              documentation: `${MANUAL}sql-droptable.html`,
            }),
            hazard(
              'drop-cascade',
              'high',
              at,
              'CASCADE takes along the view active_customers and the foreign key orders_customer_id_fkey.',
              {
                relation: 'public.customers',
                safer: 'Name what is to be dropped, in an order that needs no CASCADE.',
                saferSql: 'DROP VIEW active_customers;\nALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;\nDROP TABLE customers;',
                documentation: `${MANUAL}ddl-depend.html`,
              },
            ),
          ],
        }),
        statement(DROP_FILE, 2, {
          line: 6,
          sql: 'ALTER TABLE orders\n  ALTER COLUMN id TYPE bigint',
          locks: [lock('orders', 'ACCESS EXCLUSIVE')],
          blocks: 'blocks-reads-and-writes',
          blocksFor: { lowMs: 103_000, highMs: 909_000, basis: '40M rows, 12.4 GB at 30 to 200 MB/s' },
          work: [
            work('rewrite', 'orders', {
              rows: 40_000_000,
              bytes: 12_400_000_000,
              estimate: { lowMs: 62_000, highMs: 413_000, basis: '40M rows, 12.4 GB at 30 to 200 MB/s' },
              under: [{ relation: 'orders', mode: 'ACCESS EXCLUSIVE' }],
            }),
            work('index-build', 'orders', {
              index: 'orders_pkey',
              rows: 40_000_000,
              bytes: 12_400_000_000,
              reason: 'indexes of a rewritten table are built anew',
              estimate: { lowMs: 41_000, highMs: 496_000, basis: '40M rows, 12.4 GB at 25 to 300 MB/s' },
              under: [{ relation: 'orders', mode: 'ACCESS EXCLUSIVE' }],
            }),
          ],
          affected: [direct('orders', 40_000_000, 12_400_000_000), cascade(['orders', 'order_items'], 120_000_000, 31_000_000_000)],
          risk: risk(
            90,
            [70, 'readers and writers wait for more than a minute'],
            [15, 'reaches 1 table through foreign keys'],
            [5, 'additive'],
          ),
          hazards: (at) => [
            hazard(
              'alter-type-rewrites',
              'critical',
              { ...at, line: at.line + 1, column: 3 },
              'Rewrites orders (40M rows, 12.4 GB) and its indexes under ACCESS EXCLUSIVE: readers and writers wait 103 s to 15 min.',
              {
                relation: 'public.orders',
                safer: 'Add a column of the new type, fill it in batches, keep both equal with a trigger, then swap the names.',
                saferSql:
                  'ALTER TABLE orders\n  ADD COLUMN id_new bigint;\n-- fill in batches, then\nALTER TABLE orders RENAME COLUMN id TO id_old;',
              },
            ),
          ],
        }),
        statement(DROP_FILE, 3, {
          line: 9,
          sql: 'ALTER TABLE addresses DROP COLUMN fax',
          tag: 'destructive',
          locks: [lock('addresses', 'ACCESS EXCLUSIVE')],
          blocks: 'blocks-reads-and-writes',
          destroys: [{ what: 'column', name: 'addresses.fax', isCascade: false }],
          affected: [direct('addresses', 1_900_000, 310_000_000)],
          risk: risk(65, [50, 'destructive'], [15, 'readers and writers wait for a moment']),
          hazards: (at) => [
            hazard('drop-column', 'high', { ...at, column: 23 }, 'Drops column fax of addresses with what it holds.', {
              relation: 'public.addresses',
              suppressedBy: {
                rule: 'drop-column',
                reason: 'nobody has sent a fax since 2019',
                until: '2027-01-31',
                by: 'ana',
                region: { ...at, line: 8 },
              },
            }),
          ],
        }),
      ],
      {
        undo: {
          source: 'missing',
          script: null,
          sql: null,
          sha256: null,
          irreversible: [
            { statement: 1, reason: 'the rows of customers are gone' },
            { statement: 3, reason: 'the values of addresses.fax are gone' },
          ],
        },
      },
    ),
    script(
      'V44__orders_indexes.sql',
      [
        statement(INDEX_FILE, 1, {
          sql: 'CREATE INDEX orders_placed_at ON orders (placed_at)',
          command: 'CREATE INDEX',
          segment: 2,
          locks: [lock('orders', 'SHARE')],
          blocks: 'blocks-writes',
          blocksFor: { lowMs: 41_000, highMs: 496_000, basis: '40M rows, 12.4 GB at 25 to 300 MB/s' },
          work: [
            work('index-build', 'orders', {
              index: 'orders_placed_at',
              rows: 40_000_000,
              bytes: 12_400_000_000,
              estimate: { lowMs: 41_000, highMs: 496_000, basis: '40M rows, 12.4 GB at 25 to 300 MB/s' },
              under: [{ relation: 'orders', mode: 'SHARE' }],
            }),
          ],
          affected: [direct('orders', 40_000_000, 12_400_000_000)],
          risk: risk(65, [45, 'writers wait for seconds'], [15, 'reaches 1 table through foreign keys'], [5, 'additive']),
          hazards: (at) => [
            hazard(
              'create-index-blocks-writes',
              'high',
              at,
              'Builds an index on orders (40M rows, 12.4 GB) under SHARE: writers wait 41 s to 8 min.',
              {
                relation: 'public.orders',
                safer: 'Build it CONCURRENTLY, in a script of its own.',
                saferSql: 'CREATE INDEX CONCURRENTLY orders_placed_at ON orders (placed_at)',
                documentation: `${MANUAL}sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY`,
              },
            ),
          ],
        }),
        statement(INDEX_FILE, 2, {
          line: 3,
          sql: 'ALTER TABLE shipments ADD CONSTRAINT weight_positive CHECK (weight > 0)',
          segment: 2,
          locks: [lock('shipments', 'ACCESS EXCLUSIVE')],
          blocks: 'blocks-reads-and-writes',
          blocksFor: { lowMs: 4500, highMs: 60_000, basis: '38M rows, 9 GB at 150 to 2000 MB/s' },
          work: [
            work('scan', 'shipments', {
              rows: 38_000_000,
              bytes: 9_000_000_000,
              reason: 'each row is checked',
              estimate: { lowMs: 4500, highMs: 60_000, basis: '38M rows, 9 GB at 150 to 2000 MB/s' },
              under: [{ relation: 'shipments', mode: 'ACCESS EXCLUSIVE' }],
            }),
          ],
          affected: [direct('shipments', 38_000_000, 9_000_000_000)],
          risk: risk(50, [45, 'readers and writers wait for seconds'], [5, 'additive']),
          hazards: (at) => [
            hazard(
              'check-validates-under-lock',
              'medium',
              { ...at, column: 27 },
              'Reads all of shipments under ACCESS EXCLUSIVE to check its rows.',
              {
                relation: 'public.shipments',
                safer: 'Add it NOT VALID, then validate it in a script of its own.',
                saferSql:
                  'ALTER TABLE shipments ADD CONSTRAINT weight_positive CHECK (weight > 0) NOT VALID;\nALTER TABLE shipments VALIDATE CONSTRAINT weight_positive;',
              },
            ),
          ],
        }),
      ],
      {
        undo: {
          source: 'file',
          script: 'U44__orders_indexes.sql',
          sql: 'DROP INDEX orders_placed_at;',
          sha256: sha256('undo'),
          irreversible: [],
        },
      },
    ),
    script('R__refresh_totals.sql', [
      statement(REPEATABLE_FILE, 1, {
        sql: "DO $$ BEGIN EXECUTE 'UPDATE ' || current_setting('app.table') || ' SET total = 0'; END $$",
        command: 'DO',
        segment: 3,
        tag: 'destructive',
        opaque: ['EXECUTE of a text that is put together when it runs'],
        risk: risk(100, [50, 'destructive'], [50, 'holds what cannot be analysed']),
        hazards: (at) => [
          hazard('dynamic-sql', 'high', at, 'Runs SQL that is put together when it runs: what it locks and changes cannot be known.', {
            documentation: `${MANUAL}plpgsql-statements.html#PLPGSQL-STATEMENTS-EXECUTING-DYN`,
          }),
        ],
      }),
      statement(REPEATABLE_FILE, 2, {
        line: 2,
        sql: 'UPDATE loyalty_accounts SET points = points',
        command: 'UPDATE',
        segment: 3,
        tag: 'backfill',
        locks: [lock('loyalty_accounts', 'ROW EXCLUSIVE')],
        affected: [direct('loyalty_accounts', 800_000, 61_000_000)],
        risk: risk(30, [15, 'backfill'], [15, 'reaches 1 table through foreign keys']),
      }),
    ]),
  ],
  {
    affected: [direct('customers', 2_000_000, 480_000_000), ...REACHED.map(([path, rows, bytes]) => cascade(path, rows, bytes))],
    foreignKeys: REACHED.map(([path]) => ({
      from: path.at(-1) ?? '',
      to: path.at(-2) ?? '',
      constraint: `${path.at(-1)}_${path.at(-2)}_fkey`,
      onDelete: 'CASCADE',
    })),
    hazards: [
      hazard(
        'migration-without-undo',
        'low',
        { ...region(DROP_FILE, 1, ''), endLine: 1 },
        'V43 has no undo script, and none can be generated.',
        {
          safer: 'Write U43__retire_customers.sql, or accept that only a backup brings this back.',
        },
      ),
    ],
    undoScript: 'DROP INDEX orders_placed_at;\n-- V43: not everything can be brought back',
    hasIrreversible: true,
  },
);

const EVIL = `<img src=x onerror=alert(1)>"'&amp; \u001b[31mred\u001b]0;title\u0007 \u202eevil\u2066 \`\`\`\` | @everyone #1 --> %0A::error::x`;
const EVIL_FILE = `db/mig <b>:,%\u001b[2J@x|\`.sql`;

/** What a file could hold to fool whatever shows it. */
export const HOSTILE: Plan = plan(
  [
    script(
      `V45__${EVIL}.sql`,
      [
        statement(EVIL_FILE, 1, {
          sql: `ALTER TABLE "${EVIL}" ADD COLUMN c int; -- \`\`\`\`\`\n</pre></details><script>alert(2)</script>\r\n\u0000\ud800 ${'x'.repeat(300)}`,
          command: EVIL,
          locks: [lock(EVIL, 'ACCESS EXCLUSIVE')],
          blocks: 'blocks-reads-and-writes',
          work: [work('rewrite', EVIL, { reason: EVIL, under: [{ relation: EVIL, mode: 'ACCESS EXCLUSIVE' }], isCertain: false })],
          destroys: [{ what: EVIL, name: EVIL, isCascade: true }],
          dependents: [{ what: EVIL, name: EVIL, change: 'dropped' }],
          affected: [direct(EVIL), cascade([EVIL, `${EVIL}2`]), cascade([`${EVIL}2`, EVIL, `${EVIL}3`])],
          opaque: [EVIL],
          error: { sqlState: '42P01', message: EVIL },
          tag: 'destructive',
          risk: risk(100, [100, EVIL]),
          hazards: (at) => [
            hazard('syntax-error', 'critical', at, `${EVIL}\nALTER TABLE \`\`\`\u001b[0m\n      ^`, { relation: EVIL }),
            hazard('drop-table', 'high', { ...at, line: 99_999, column: 4_000_000 }, EVIL, {
              safer: EVIL,
              saferSql: `-- \`\`\`\`\`\`\n${EVIL}`,
              documentation: 'javascript:alert(1)',
              suppressedBy: { rule: 'drop-table', reason: EVIL, until: EVIL, by: EVIL, region: at },
            }),
            hazard('drop-table', 'info', { ...at, line: at.line + 1, column: 8 }, EVIL, { safer: EVIL, saferSql: `${EVIL}\n${EVIL}` }),
          ],
        }),
      ],
      { undo: { source: 'file', script: EVIL, sql: EVIL, sha256: null, irreversible: [{ statement: 1, reason: EVIL }] } },
    ),
  ],
  {
    target: { ...TARGET, database: EVIL, host: EVIL, role: EVIL },
    history: { table: EVIL, headRank: null, headVersion: EVIL, digest: '' },
    foreignKeys: [
      { from: `${EVIL}2`, to: EVIL, constraint: EVIL, onDelete: EVIL },
      { from: EVIL, to: EVIL, constraint: EVIL, onDelete: EVIL },
      { from: 'not affected', to: EVIL, constraint: EVIL, onDelete: EVIL },
    ],
    hazards: [hazard('policy', 'medium', region(EVIL_FILE, 1, ''), EVIL, { safer: EVIL })],
    undoScript: `\`\`\`\n${EVIL}`,
    hasIrreversible: true,
  },
);

/** Text of {@link HOSTILE} that must never appear as it is. */
export const HOSTILE_TEXT: string = EVIL;

/** Thousands of statements, each with a hazard here and there, and a table that hundreds of tables refer to. */
export function large(statements: number, tables = 300): Plan {
  const file = 'db/migration/V46__import.sql';
  const reached = Array.from({ length: tables }, (_each, index) =>
    index % 3 === 0
      ? cascade(['countries', `t${index}`], index * 1000, index * 9_000_000)
      : cascade(['countries', `t${index - (index % 3)}`, `t${index}`]),
  );
  return plan(
    [
      script(
        'V46__import.sql',
        Array.from({ length: statements }, (_each, index) =>
          index % 50 === 7
            ? statement(file, index + 1, {
                sql: `CREATE INDEX t${index}_name ON t${index} (name)`,
                command: 'CREATE INDEX',
                locks: [lock(`t${index}`, 'SHARE')],
                blocks: 'blocks-writes',
                blocksFor: { lowMs: 10 * index, highMs: 100 * index, basis: 'rows assumed' },
                work: [
                  work('index-build', `t${index}`, {
                    index: `t${index}_name`,
                    rows: index,
                    estimate: { lowMs: 10 * index, highMs: 100 * index, basis: 'rows assumed' },
                    under: [{ relation: `t${index}`, mode: 'SHARE' }],
                  }),
                ],
                affected: [direct(`t${index}`)],
                risk: risk(50, [45, 'writers wait for seconds'], [5, 'additive']),
                hazards: (at) => [
                  hazard('create-index-blocks-writes', 'high', at, `Builds an index on t${index} under SHARE: writers wait.`, {
                    safer: 'Build it CONCURRENTLY, in a script of its own.',
                    saferSql: `CREATE INDEX CONCURRENTLY t${index}_name ON t${index} (name)`,
                  }),
                ],
              })
            : statement(file, index + 1, {
                sql: `INSERT INTO countries (code, name) VALUES ('c${index}', 'Country number ${index}')`,
                command: 'INSERT',
                locks: [lock('countries', 'ROW EXCLUSIVE')],
                affected: [direct('countries', 250, 64_000)],
              }),
        ),
        { undo: generatedUndo('TRUNCATE countries;\n'.repeat(statements)) },
      ),
    ],
    {
      affected: [direct('countries', 250, 64_000), ...reached],
      foreignKeys: reached.map(({ cascadePath }) => ({
        from: cascadePath?.at(-1) ?? '',
        to: cascadePath?.at(-2) ?? '',
        constraint: 'fk',
        onDelete: 'NO ACTION',
      })),
      undoScript: 'TRUNCATE countries;\n'.repeat(statements),
    },
  );
}

/** What lint says of the files alone: no database, no undo, and only the statements that somebody should look at. */
export const LINTED: Plan = {
  ...DESTRUCTIVE,
  id: null,
  target: null,
  history: null,
  configDigest: null,
  scripts: [
    script('V1__first.sql', []),
    ...DESTRUCTIVE.scripts.map((each) => ({
      ...each,
      undo: null,
      statements: each.statements.map((one) => ({ ...one, blocksFor: null, work: one.work.map((work) => ({ ...work, estimate: null })) })),
    })),
  ],
  undoScript: null,
  hasIrreversible: false,
  coverage: { ...DESTRUCTIVE.coverage, scripts: 4, statements: 9 },
};

/** All of them, by name. */
export const PLANS: readonly (readonly [name: string, plan: Plan])[] = [
  ['empty', EMPTY],
  ['harmless', HARMLESS],
  ['priority', PRIORITY],
  ['destructive', DESTRUCTIVE],
  ['linted', LINTED],
  ['hostile', HOSTILE],
  ['500 statements', large(500, 40)],
  ['5000 statements', large(5000)],
];
