import { sqlStatement, type SqlValue } from '../../postgres/sql-files.ts';
import { quoteIdentifier } from '../../syntax/names.ts';
import { maskExpression, type Digest } from '../mask/mask-expression.ts';
import { isPortable } from '../mask/value-type.ts';
import { PLACES_A_STATEMENT, type ChosenRows } from './choose-rows.ts';
import type { MaskPlan } from './mask-plan.ts';
import { placesText } from './row-set.ts';
import type { SampleColumn, SampleTable } from './sample-catalog.ts';

/** The statements that bring a table's rows over, each for both ends. */
export interface TableCopy {
  /** To be run one after the other. */
  readonly sources: readonly string[];
  readonly sink: string;
  readonly into: { readonly schema: string; readonly name: string };
}

/** Composes the copy of a table's chosen rows with their masks. Null: there is no column to copy. */
export function tableCopy({ table, part, places }: ChosenRows, masks: MaskPlan, digest: Digest): TableCopy | null {
  const columns = copiedColumns(table);
  if (columns.length === 0) return null;
  const format = columns.every((column) => isBinary(column, masks.of(table, column).mask.method)) ? 'binary' : 'text';
  const values = columns.map((column) => {
    const { mask, maxLength, isUnique, isCaseless } = masks.of(table, column);
    return maskExpression(`t.${quoteIdentifier(column.name)}`, { mask, type: column.type, maxLength, isUnique, isCaseless }, digest);
  });
  const from: Readonly<Record<string, SqlValue>> = { schema: table.schema, table: table.name, values: { sql: values.join(', ') }, format };
  const sources = part === null ? [sqlStatement('sample/copy-all', from)] : [sqlStatement('sample/copy-chosen', { ...from, ...part })];
  for (let at = 0; at < places.length; at += PLACES_A_STATEMENT)
    sources.push(sqlStatement('sample/copy-places', { ...from, places: placesText(places.slice(at, at + PLACES_A_STATEMENT)) }));
  const into = isRouted(table, masks) ? table.root : table;
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  return {
    sources,
    sink: sqlStatement('sample/copy-in', { schema: into.schema, table: into.name, columns: { sql: names }, format }),
    into,
  };
}

/** The columns whose values are sent: those that the server computes itself are not. */
export function copiedColumns({ columns }: SampleTable): readonly SampleColumn[] {
  return columns.filter(({ isGenerated, isReadable }) => isReadable && !isGenerated);
}

/** The columns that are masked. */
export function maskedColumns(table: SampleTable, masks: MaskPlan): readonly SampleColumn[] {
  return copiedColumns(table).filter((column) => masks.of(table, column).mask.method !== 'keep');
}

/** Masked values that are of the column's type; others would have to be cast to be sent as what they are. */
const OWN_TYPE: readonly string[] = ['keep', 'null', 'date', 'network', 'uuid', 'bytes'];

function isBinary({ type }: SampleColumn, method: string): boolean {
  if (!isPortable(type) && !(type.kind === 'scalar' && type.family === 'citext')) return false;
  return OWN_TYPE.includes(method) || (type.kind === 'scalar' && (type.family === 'text' || type.family === 'citext'));
}

/** With masked keys rows belong into other partitions than they came from. */
function isRouted(table: SampleTable, masks: MaskPlan): boolean {
  if (table.partitionKey.length === 0) return false;
  const masked = new Set(maskedColumns(table, masks).map(({ name }) => name));
  return table.partitionKey.some((name) => (name === '' ? masked.size > 0 : masked.has(name)));
}
