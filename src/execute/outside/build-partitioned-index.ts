import { ServerError } from '../../postgres/server-error.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';
import { quoteQualified } from '../../syntax/names.ts';
import { Retries } from '../retries.ts';
import { ScriptFailure } from '../script-failure.ts';
import type { SendStatement } from '../step.ts';
import { buildIndex } from './build-index.ts';
import { type ConcurrentIndex, indexStatement } from './concurrent-index.ts';
import { type FoundIndex, readTableState, type TableState } from './index-state.ts';
import { type IntendedIndex, intendedIndex } from './intended-index.ts';
import type { OutsideContext } from './outside-context.ts';

const PARTITIONED = 'p';
const FOREIGN = 'f';

interface Partition {
  readonly oid: number;
  readonly parent: number;
  readonly kind: string;
  readonly quoted: string;
  readonly schema: string;
  readonly name: string;
}

/** An index that is built partition by partition. */
interface Build {
  readonly context: OutsideContext;
  readonly index: ConcurrentIndex;
  readonly intended: IntendedIndex;
  readonly partitions: readonly Partition[];
  readonly send: SendStatement;
  /** Partitions that have had their index from this build, and how many there are. */
  leavesDone: number;
  readonly leaves: number;
}

/**
 * CREATE INDEX CONCURRENTLY on a partitioned table, which the server refuses: the index of the table is made without those of its partitions, each
 * partition gets its own concurrently, and is attached. The names are those that the server would choose. What an earlier run has done is found and
 * kept, so it can be ended at any point. Throws ScriptFailure.
 */
export async function buildPartitionedIndex(
  context: OutsideContext,
  index: ConcurrentIndex,
  table: TableState,
  send: SendStatement,
): Promise<void> {
  const partitions = await readPartitions(context, table.oid);
  const intended = await intendedIndex(context.session, index, table);
  // What cannot be done partition by partition, or not be made at all, is the server's to refuse.
  if (intended === null || partitions.some(({ kind }) => kind === FOREIGN)) return send();
  const existing = table.found.find(({ name, isOfTable }) => isOfTable && name === intended.name);
  if (existing?.isValid === true && (index.ifNotExists || existing.definition === intended.definition)) {
    if (!index.ifNotExists) context.warn(`Index ${existing.quoted} is there already, valid and just as the script wants it: taken over.`);
    return;
  }
  const leaves = partitions.filter(({ kind }) => kind !== PARTITIONED).length;
  const named = { ...index, name: intended.name };
  const build: Build = { context, index: named, intended, partitions, send, leavesDone: 0, leaves };
  try {
    await ensureIndex(build, table.oid, null);
  } catch (error) {
    const done = Math.max(0, build.leavesDone - 1);
    context.warn(`Index ${named.name} is INVALID until all partitions have theirs: ${done} of ${leaves} have. The next run goes on there.`);
    throw error;
  }
}

async function readPartitions({ session }: OutsideContext, table: number): Promise<readonly Partition[]> {
  const [result] = await session.query(sqlStatement('outside/partitions', { table }));
  return (result?.rows ?? []).map(([oid, parent, kind, quoted, schema, name]) => ({
    oid: Number(oid),
    parent: Number(parent ?? 0),
    kind: kind ?? '',
    quoted: quoted ?? '',
    schema: schema ?? '',
    name: name ?? '',
  }));
}

/** Makes the index of a table and those below it, and attaches them; answers it. `parent`: the index that it will be attached to. */
async function ensureIndex(build: Build, oid: number, parent: FoundIndex | null): Promise<FoundIndex> {
  const table = build.partitions.find((partition) => partition.oid === oid) as Partition;
  if (table.kind !== PARTITIONED) return ensureLeaf(build, table, parent);
  const own = (await findIndex(build, table, parent)) ?? (await makeEmpty(build, table, parent));
  for (const child of build.partitions.filter((partition) => partition.parent === oid)) {
    const part = await ensureIndex(build, child.oid, own);
    if (part.parentOid !== own.oid) await short(build.context, `ALTER INDEX ${own.quoted} ATTACH PARTITION ${part.quoted}`);
  }
  return own;
}

async function ensureLeaf(build: Build, table: Partition, parent: FoundIndex | null): Promise<FoundIndex> {
  const { context, index, send } = build;
  const place = `partition ${++build.leavesDone} of ${build.leaves}`;
  const found = await findIndex(build, table, parent);
  if (found?.isValid === true) return found;
  context.tell(`Index ${index.name ?? ''}: ${table.quoted}, ${place}`);
  const statement = await indexStatement(index, { schema: table.schema, table: table.name, name: null, isConcurrent: true, isOnly: false });
  const own: ConcurrentIndex = { ...index, table: table.quoted, name: null, ifNotExists: false };
  await buildIndex(context, own, () => send(undefined, statement));
  const made = await findIndex(build, table, parent);
  if (made !== null) return made;
  throw failed(context, new ServerError({ ...NO_INDEX, message: `the index that was built on ${table.quoted} cannot be found` }));
}

async function makeEmpty(build: Build, table: Partition, parent: FoundIndex | null): Promise<FoundIndex> {
  const { context, index } = build;
  const name = parent === null ? index.name : null;
  await short(context, await indexStatement(index, { schema: table.schema, table: table.name, name, isConcurrent: false, isOnly: true }));
  const made = await findIndex(build, table, parent);
  if (made !== null) return made;
  throw failed(context, new ServerError({ ...NO_INDEX, message: `the index that was made on ${table.quoted} cannot be found` }));
}

/** The index of a table that is, or may become, this part of the whole: valid ones first. */
async function findIndex({ context, index, intended }: Build, table: Partition, parent: FoundIndex | null): Promise<FoundIndex | null> {
  const name = parent === null ? index.name : null;
  const state = await readTableState(context.session, { ...index, table: quoteQualified(table.schema, table.name), name });
  const fitting = (state?.found ?? []).filter(
    ({ isOfTable, definition, parentOid }) =>
      isOfTable && definition === intended.definition && (parentOid === null || parentOid === (parent?.oid ?? null)),
  );
  return fitting.find(({ parentOid }) => parentOid !== null) ?? fitting.find(({ isValid }) => isValid) ?? fitting[0] ?? null;
}

/** Runs a statement that needs its locks for a moment only; tried again where it cannot have them. */
async function short(context: OutsideContext, sql: string): Promise<void> {
  const { session, live } = context;
  const retries = live === null ? null : new Retries(live, session);
  for (;;) {
    const limit = live === null ? '' : `SET LOCAL lock_timeout = '${live.lockTimeoutMs}ms';\n`;
    const { error } = await session.send(`BEGIN;\n${limit}${sql};\nCOMMIT`);
    if (error === null) return;
    await session.send('ROLLBACK');
    const failure = failed(context, new ServerError({ ...error.server, position: null }));
    if (retries === null) throw failure;
    await retries.next(failure);
  }
}

const NO_INDEX = {
  severity: 'ERROR',
  sqlState: '42704',
  detail: null,
  hint: null,
  position: null,
  where: null,
  schema: null,
  table: null,
  column: null,
  constraint: null,
};

function failed({ step }: OutsideContext, error: ServerError): ScriptFailure {
  return new ScriptFailure(step, error);
}
