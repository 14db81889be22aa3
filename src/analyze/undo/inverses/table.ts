import type { Node, RangeVar } from 'libpg-query';
import { shownIdentifier } from '../../../syntax/shown-identifier.ts';
import type { Effect } from '../../../model/effect.ts';
import type { Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { relationName } from '../definitions.ts';
import { NOTHING, untold, type Inversion } from '../inverse.ts';
import { keepChangedValues } from '../keep/changed-values.ts';
import { tableDifference } from '../table-difference.ts';
import { tableSnapshot } from '../table-snapshot.ts';

/** Subcommands that change what the snapshot of a table does not hold. */
const NOT_HELD = new Set([
  'AT_SetStatistics',
  'AT_SetStorage',
  'AT_SetCompression',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_SetTableSpace',
  'AT_SetAccessMethod',
  'AT_ReplicaIdentity',
]);
/** Dependents that the snapshot of the table holds. */
const PARTS_OF_TABLE = new Set(['constraint', 'index', 'default', 'column']);
const IRREVERSIBLE = new Map([
  ['AT_DetachPartition', 'the bound of the partition'],
  ['AT_DropExpression', 'the generation expression'],
]);

/** ALTER TABLE, by the difference between what the table was and what it has become. */
export const invertAlterTable: Inversion = (node, world, origin) => {
  if (!('AlterTableStmt' in node)) return null;
  const { relation, objtype, cmds } = node.AlterTableStmt;
  if (objtype !== 'OBJECT_TABLE' && (tableOf(world, relation)?.id ?? -1) >= origin.firstId) return () => NOTHING;
  if (objtype !== 'OBJECT_TABLE') return untold(`${objtype ?? 'an object'}: its former properties`);
  const table = tableOf(world, relation);
  if (table === null) return () => NOTHING;
  const before = tableSnapshot(world, table);
  const keep = table.id < origin.firstId ? keepChangedValues(world, table, origin) : null;
  const kinds = (cmds ?? []).map((command) => ('AlterTableCmd' in command ? (command.AlterTableCmd.subtype ?? '') : ''));
  return (effects) => {
    if (table.isDropped) return { sql: [], lost: [`table ${table.name}`] };
    const isLossy = effects.some((effect) => effect.kind === 'destroy' && effect.what === 'values');
    const kept = keep?.(table, isLossy) ?? null;
    const {
      sql,
      lost,
      untold: parts = [],
    } = tableDifference(relationName(world, table), {
      before,
      after: tableSnapshot(world, table),
      isLossy,
      kept,
      firstId: origin.firstId,
    });
    // The script's own table goes as a whole; constraints go before, since they may form a circle.
    if (table.id >= origin.firstId) return { sql: sql.filter((text) => / DROP (?:CONSTRAINT|DEFAULT)\b/u.test(text)), lost: [] };
    const attached = attachedPartition(node);
    const detach = attached === null ? [] : [`ALTER TABLE ${relationName(world, table)} DETACH PARTITION ${shownRange(attached)}`];
    const notHeld = kinds.filter((kind) => NOT_HELD.has(kind)).map((kind) => `the former setting (${kind.slice(3)})`);
    const irreversible = kinds.flatMap((kind) => IRREVERSIBLE.get(kind) ?? []);
    return { sql: [...detach, ...sql], lost, untold: [...parts, ...takenAlong(effects), ...notHeld, ...irreversible], aside: kept?.aside };
  };
};

/** What CASCADE took along and no ALTER of this table brings back. */
function takenAlong(effects: readonly Effect[]): readonly string[] {
  return effects.flatMap((effect) =>
    effect.kind === 'dependent' && effect.change === 'dropped' && !PARTS_OF_TABLE.has(effect.what) ? [`${effect.what} ${effect.name}`] : [],
  );
}

/** CREATE INDEX and DROP INDEX, as CONCURRENTLY as they were. */
export const invertIndex: Inversion = (node, world) => {
  if (!('IndexStmt' in node)) return null;
  const { relation, concurrent } = node.IndexStmt;
  const table = tableOf(world, relation);
  if (table === null) return () => NOTHING;
  const known = new Set(table.indexes.map(({ id }) => id));
  // The server drops an index of a partitioned table in no other way.
  const isConcurrent = concurrent === true && table.relkind !== 'partitioned-table';
  return () => ({
    sql: table.indexes
      .filter(({ id }) => !known.has(id))
      .map((index) => `DROP INDEX ${isConcurrent ? 'CONCURRENTLY IF EXISTS ' : ''}${relationName(world, index)}`),
    lost: [],
  });
};

/** A partition key, a column, a constraint or the table itself gets its old name back. */
export const invertRename: Inversion = (node) => {
  if (!('RenameStmt' in node)) return null;
  const { renameType, relation, relationType, subname, newname, object } = node.RenameStmt;
  const from = shownIdentifier(newname ?? '');
  const to = shownIdentifier(subname ?? '');
  switch (renameType) {
    case 'OBJECT_COLUMN':
      return () => ({
        sql: [`ALTER ${KEYWORDS[relationType ?? ''] ?? 'TABLE'} ${shownRange(relation)} RENAME COLUMN ${from} TO ${to}`],
        lost: [],
      });
    case 'OBJECT_TABCONSTRAINT':
      return () => ({ sql: [`ALTER TABLE ${shownRange(relation)} RENAME CONSTRAINT ${from} TO ${to}`], lost: [] });
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return () => ({ sql: [`ALTER ${KEYWORDS[renameType] ?? ''} ${from} ON ${shownRange(relation)} RENAME TO ${to}`], lost: [] });
    case 'OBJECT_SCHEMA':
      return () => ({ sql: [`ALTER SCHEMA ${from} RENAME TO ${to}`], lost: [] });
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
    case 'OBJECT_INDEX':
    case 'OBJECT_SEQUENCE':
    case 'OBJECT_FOREIGN_TABLE': {
      const renamed = { ...relation, relname: newname ?? '' };
      return () => ({
        sql: [`ALTER ${KEYWORDS[renameType] ?? 'TABLE'} ${shownRange(renamed)} RENAME TO ${shownIdentifier(relation?.relname ?? '')}`],
        lost: [],
      });
    }
    case 'OBJECT_TYPE':
    case 'OBJECT_DOMAIN': {
      const names = namesOf(object);
      const last = names.at(-1) ?? '';
      const path = [...names.slice(0, -1), newname ?? ''].map(shownIdentifier).join('.');
      return () => ({ sql: [`ALTER ${KEYWORDS[renameType] ?? 'TYPE'} ${path} RENAME TO ${shownIdentifier(last)}`], lost: [] });
    }
    default:
      return untold('the former name');
  }
};

const KEYWORDS: Readonly<Record<string, string>> = {
  OBJECT_TABLE: 'TABLE',
  OBJECT_VIEW: 'VIEW',
  OBJECT_MATVIEW: 'MATERIALIZED VIEW',
  OBJECT_INDEX: 'INDEX',
  OBJECT_SEQUENCE: 'SEQUENCE',
  OBJECT_FOREIGN_TABLE: 'FOREIGN TABLE',
  OBJECT_TYPE: 'TYPE',
  OBJECT_DOMAIN: 'DOMAIN',
  OBJECT_TRIGGER: 'TRIGGER',
  OBJECT_POLICY: 'POLICY',
  OBJECT_RULE: 'RULE',
};

/** The relation of a statement as it writes it. */
export function shownRange(range: RangeVar | undefined): string {
  return [range?.schemaname, range?.relname]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => shownIdentifier(part as string))
    .join('.');
}

/** The parts of a qualified name. */
export function namesOf(node: Node | undefined): readonly string[] {
  if (node === undefined) return [];
  if ('List' in node) return (node.List.items ?? []).flatMap(namesOf);
  if ('String' in node) return [node.String.sval ?? ''];
  if ('ObjectWithArgs' in node) return (node.ObjectWithArgs.objname ?? []).flatMap(namesOf);
  return 'TypeName' in node ? (node.TypeName.names ?? []).flatMap(namesOf) : [];
}

function tableOf(world: World, range: RangeVar | undefined): Relation | null {
  return range === undefined ? null : world.findRelation(range.relname ?? '', range.schemaname ?? null);
}

function attachedPartition(node: Node): RangeVar | null {
  if (!('AlterTableStmt' in node)) return null;
  const [command] = node.AlterTableStmt.cmds ?? [];
  if (command === undefined || !('AlterTableCmd' in command) || command.AlterTableCmd.subtype !== 'AT_AttachPartition') return null;
  const { def } = command.AlterTableCmd;
  return def !== undefined && 'PartitionCmd' in def ? (def.PartitionCmd.name ?? null) : null;
}
