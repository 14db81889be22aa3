import type { ObjectDifference } from '../../src/model/fingerprint.ts';
import type { ObservedStatement } from '../../src/model/observation.ts';
import type { ComparedQuery } from '../../src/model/query-plan.ts';
import type { ChainProof, MigrationProof, Proof, Verdict } from '../../src/model/verdict.ts';
import { HOSTILE_TEXT as EVIL } from './plans.ts';

export function migration(version: string | null, more: Partial<MigrationProof> = {}): MigrationProof {
  const name = version === null ? 'R__views' : `${version}__step_${version}`;
  return {
    version,
    description: version === null ? 'views' : `step ${version}`,
    script: version === null ? `${name}.sql` : `V${name}.sql`,
    file: version === null ? `sql/${name}.sql` : `sql/V${name}.sql`,
    undoScript: version === null ? null : `U${name}.sql`,
    undoFile: version === null ? null : `sql/U${name}.sql`,
    up: 'ok',
    undo: version === null ? null : 'ok',
    restored: version === null ? null : 'exact',
    reup: 'ok',
    verdict: 'proven',
    reasons: [],
    differences: [],
    reupDifferences: [],
    dataDifferences: [],
    errors: [],
    upMs: 12,
    undoMs: version === null ? null : 3,
    reupMs: 9,
    ...more,
  };
}

export function chain(of: number, more: Partial<ChainProof> = {}): ChainProof {
  return {
    undone: of,
    of,
    stoppedAt: null,
    restored: 'exact',
    reup: 'ok',
    verdict: 'proven',
    reasons: [],
    differences: [],
    reupDifferences: [],
    dataDifferences: [],
    errors: [],
    ...more,
  };
}

export function proof(migrations: readonly MigrationProof[], whole: ChainProof | null, more: Partial<Proof> = {}): Proof {
  const verdicts = [...migrations, ...(whole === null ? [] : [whole])].map(({ verdict }) => verdict);
  const count = (verdict: Verdict): number => migrations.filter((one) => one.verdict === verdict).length;
  return {
    verdict: verdicts.find((one) => one === 'refuted') ?? verdicts.find((one) => one === 'unproven') ?? 'proven',
    reasons: [],
    sandbox: { kind: 'embedded', serverVersion: '18.4', targetServerVersion: '18.3' },
    base: { kind: 'history', applied: 41, gaps: [] },
    migrations,
    chain: whole,
    summary: { migrations: migrations.length, proven: count('proven'), refuted: count('refuted'), unproven: count('unproven') },
    elapsedMs: 1234,
    ...more,
  };
}

const NOTE: ObjectDifference = {
  kind: 'column',
  identity: 'public.orders.note',
  change: 'added',
  before: null,
  after: 'type text\ncollation default\nnullable',
};

const TRIGGER: ObjectDifference = {
  kind: 'function',
  identity: 'public.record_order_status()',
  change: 'changed',
  before:
    'language plpgsql\nreturns trigger\nBEGIN\n  INSERT INTO order_audit (order_id, old_status) VALUES (NEW.id, OLD.status);\n  RETURN NULL;\nEND;',
  after: 'language plpgsql\nreturns trigger\nBEGIN\n  INSERT INTO order_audit (order_id) VALUES (NEW.id);\n  RETURN NEW;\nEND;',
};

export const NOTHING: Proof = { ...proof([], null), verdict: null, sandbox: null, base: null };

export const PROVEN: Proof = proof([migration('42'), migration('43', { upMs: 2300, reupMs: 1950 }), migration(null)], chain(2));

/** Every way in which an undo can be wrong, and what is not known. */
export const REFUTED: Proof = proof(
  [
    migration('42'),
    migration('43', {
      restored: 'no',
      reup: 'failed',
      verdict: 'refuted',
      reasons: [
        'The undo script does not restore the schema: the column public.orders.note is additional; the function public.record_order_status() has changed',
        'It cannot be applied again after its undo: ERROR: column "note" of relation "orders" already exists',
      ],
      differences: [NOTE, TRIGGER],
      errors: [
        {
          step: 'reup',
          script: 'V43__step_43.sql',
          message: 'ERROR: column "note" of relation "orders" already exists',
          sqlState: '42701',
          line: 3,
          isTimeout: false,
        },
      ],
    }),
    migration('44', {
      verdict: 'refuted',
      reasons: [
        'Data lost: public.orders.total has other values than before (1000), sequence public.invoice_number went back from 4711 to its start',
      ],
      dataDifferences: [
        { kind: 'values', identity: 'public.orders.total', change: 'changed', before: 1000, after: 1000 },
        { kind: 'rows', identity: 'public.invoices', change: 'lost', before: 12_000, after: 0 },
        { kind: 'sequence', identity: 'public.invoice_number', change: 'lost', before: 4711, after: 0 },
      ],
    }),
    migration('45', {
      undoScript: null,
      undoFile: null,
      undo: 'missing',
      restored: null,
      reup: null,
      undoMs: null,
      reupMs: null,
      verdict: 'unproven',
      reasons: ['There is no undo script'],
    }),
    migration('46', {
      restored: 'order',
      verdict: 'unproven',
      reasons: ['The undo script restores all but the order of columns: the column public.orders.total has moved from place 3 to place 6'],
      differences: [{ kind: 'column', identity: 'public.orders.total', change: 'moved', before: 'place 3', after: 'place 6' }],
    }),
    migration('47', {
      undo: 'failed',
      restored: 'no',
      reup: null,
      reupMs: null,
      verdict: 'refuted',
      reasons: ['The undo script fails: ERROR: syntax error at or near "VEIW"'],
      errors: [
        {
          step: 'undo',
          script: 'U47__step_47.sql',
          message: 'ERROR: syntax error at or near "VEIW"',
          sqlState: '42601',
          line: 1,
          isTimeout: false,
        },
      ],
    }),
    migration('48', {
      up: 'failed',
      undo: null,
      restored: null,
      reup: null,
      undoMs: null,
      reupMs: null,
      verdict: 'refuted',
      reasons: ['It fails: ERROR: division by zero'],
      errors: [
        { step: 'up', script: 'V48__step_48.sql', message: 'ERROR: division by zero', sqlState: '22012', line: 7, isTimeout: false },
      ],
    }),
    migration(null, {
      reup: 'failed',
      verdict: 'refuted',
      reasons: ['It cannot be run a second time: ERROR: relation "made_once" already exists'],
      errors: [
        {
          step: 'reup',
          script: 'R__views.sql',
          message: 'ERROR: relation "made_once" already exists',
          sqlState: '42P07',
          line: 1,
          isTimeout: false,
        },
      ],
    }),
  ],
  chain(6, {
    undone: 0,
    stoppedAt: { version: '47', script: 'U47__step_47.sql', why: 'failed' },
    restored: 'no',
    reup: null,
    verdict: 'refuted',
    reasons: ['The undo of version 47 fails in the chain of all undos: ERROR: syntax error at or near "VEIW"'],
    errors: [
      {
        step: 'undo',
        script: 'U47__step_47.sql',
        message: 'ERROR: syntax error at or near "VEIW"',
        sqlState: '42601',
        line: 1,
        isTimeout: false,
      },
    ],
  }),
  { reasons: ['The callback afterMigrate fails: ERROR: division by zero'] },
);

const OTHER_MAJOR = 'The sandbox is PostgreSQL 15.18, the target 18.3: what holds here need not hold there';

export const UNPROVEN: Proof = proof(
  [migration('42', { verdict: 'unproven', reasons: [OTHER_MAJOR] })],
  chain(1, { verdict: 'unproven', reasons: [OTHER_MAJOR] }),
  {
    reasons: [OTHER_MAJOR],
    sandbox: { kind: 'installed', serverVersion: '15.18', targetServerVersion: '18.3' },
    base: { kind: 'history', applied: 40, gaps: ['V12__shipping.sql has changed since the target applied it'] },
  },
);

/** Only the batch as a whole was looked at. */
export const WHOLE: Proof = proof([], chain(120));

/** Each text of others, from files and from the database, is hostile. */
export const HOSTILE: Proof = proof(
  [
    migration('1', {
      description: EVIL,
      script: EVIL,
      file: EVIL,
      undoScript: EVIL,
      undoFile: EVIL,
      restored: 'no',
      reup: 'failed',
      verdict: 'refuted',
      reasons: [EVIL],
      differences: [{ kind: 'view', identity: EVIL, change: 'changed', before: EVIL, after: `${EVIL}\n\`\`\`\n2` }],
      reupDifferences: [{ kind: 'table', identity: EVIL, change: 'removed', before: EVIL, after: null }],
      dataDifferences: [{ kind: 'rows', identity: EVIL, change: 'lost', before: 1, after: 0 }],
      errors: [{ step: 'reup', script: EVIL, message: EVIL, sqlState: '42701', line: 3, isTimeout: false }],
    }),
  ],
  chain(1, {
    undone: 0,
    stoppedAt: { version: '1', script: EVIL, why: 'failed' },
    restored: 'no',
    reup: null,
    verdict: 'refuted',
    reasons: [EVIL],
    differences: [{ kind: 'view', identity: EVIL, change: 'changed', before: EVIL, after: EVIL }],
  }),
  { reasons: [EVIL], base: { kind: 'history', applied: 1, gaps: [EVIL] } },
);

/** Many migrations, most of them proven, and one that leaves many objects behind. */
export function large(count: number): Proof {
  const objects = Array.from({ length: 400 }, (_each, index): ObjectDifference => ({
    ...NOTE,
    identity: `public.t${index}.c`,
    after: Array.from({ length: 60 }, (_line, at) => `line ${at}`).join('\n'),
  }));
  return proof(
    Array.from({ length: count }, (_each, index) =>
      index === Math.floor(count / 2)
        ? migration(String(index + 1), {
            restored: 'no',
            verdict: 'refuted',
            reasons: ['The undo script is empty'],
            differences: objects,
            undo: 'empty',
          })
        : migration(String(index + 1), { upMs: index % 97 }),
    ),
    chain(count, {
      differences: objects,
      restored: 'no',
      verdict: 'refuted',
      reasons: ['Undoing the whole batch does not restore the schema'],
    }),
  );
}

export const SEEN: ObservedStatement = {
  script: 'V42__step_42.sql',
  number: 1,
  line: 3,
  command: 'ALTER TABLE',
  elapsedMs: 3.2,
  witness: 'transaction',
  locks: [
    { relation: 'orders', kind: 'table', mode: 'ACCESS EXCLUSIVE', predicted: 'SHARE UPDATE EXCLUSIVE' },
    { relation: 'orders_pkey', kind: 'index', mode: 'ACCESS EXCLUSIVE', predicted: null },
  ],
  rewritten: ['orders'],
  scanned: ['orders', 'items'],
  indexesBuilt: ['orders_pkey'],
  sizeChangeBytes: 131_072,
  surprises: ['predicted SHARE UPDATE EXCLUSIVE on orders, took ACCESS EXCLUSIVE'],
  estimate: { expectedMs: 12_000, lowMs: 8000, highMs: 18_000, rows: 1_000_000, basis: 'measured at 20,000 and 80,000 rows' },
};

/** One whose statements were looked at. */
export const OBSERVED: Proof = proof(
  [
    migration('42', { observed: { statements: [SEEN], problem: null } }),
    migration('43', {
      observed: {
        statements: [
          {
            ...SEEN,
            witness: 'sampled',
            locks: [],
            rewritten: [],
            scanned: [],
            indexesBuilt: [`i_${EVIL}`],
            surprises: [],
            estimate: null,
            command: EVIL,
          },
        ],
        problem: `Only the first statement was observed ${EVIL}`,
      },
    }),
  ],
  chain(2),
);

const PLAN = { lines: ['Index Scan using orders_code on orders', '  Index Cond: (code = $1)'] };
const QUERY: ComparedQuery = {
  number: 1,
  query: 'SELECT * FROM orders\n WHERE code = $1',
  source: 'file',
  calls: null,
  totalMs: null,
  outcome: 'same',
  before: PLAN,
  after: PLAN,
  since: null,
  changes: [],
  diff: [],
  findings: [],
};

/** One with queries of the application. */
export const EXPLAINED: Proof = proof([migration('42')], chain(1), {
  plans: [
    QUERY,
    {
      ...QUERY,
      number: 2,
      outcome: 'changed',
      since: 'V42__step_42.sql',
      changes: ['orders: Index Scan using orders_code becomes Seq Scan'],
      diff: ['-Index Scan using orders_code on orders', '+Seq Scan on orders'],
      findings: [
        { kind: 'sequential-scan', message: 'query 2 after V42__step_42.sql has to read all of orders (50,000 rows on the target)' },
      ],
    },
    {
      ...QUERY,
      number: 3,
      query: `SELECT ${EVIL}`,
      source: 'pg_stat_statements',
      calls: 12_000,
      totalMs: 3_600_000,
      outcome: 'broken',
      since: 'V42__step_42.sql',
      after: { sqlState: '42703', error: `column "${EVIL}" does not exist` },
      findings: [{ kind: 'broken', message: `query 3 fails after V42__step_42.sql: column "${EVIL}" does not exist` }],
    },
  ],
  planNotes: [`The queries are planned as if ${EVIL}`],
});

/** All of them, by name. */
export const PROOFS: readonly (readonly [name: string, proof: Proof])[] = [
  ['nothing', NOTHING],
  ['proven', PROVEN],
  ['refuted', REFUTED],
  ['unproven', UNPROVEN],
  ['whole', WHOLE],
  ['hostile', HOSTILE],
  ['observed', OBSERVED],
  ['explained', EXPLAINED],
  ['1000 migrations', large(1000)],
];
