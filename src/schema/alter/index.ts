import type { FingerprintObject } from '../../model/fingerprint.ts';
import { quoteLiteral } from '../../syntax/names.ts';
import { addressOf } from '../identity.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';
import { withoutOwner, type Alteration, type AlterationScene } from './alteration.ts';
import { alterColumn } from './columns.ts';
import { alterConstraint } from './constraints.ts';
import {
  alterDictionary,
  alterExtension,
  alterForeignData,
  alterOperator,
  alterOperatorFamily,
  alterOwnerOnly,
  alterPublication,
  alterSearchConfiguration,
  alterStatistics,
  alterSubscription,
} from './further-kinds.ts';
import { alterGrant } from './grants.ts';
import { alterIndex } from './indexes.ts';
import { alterMaterializedView, alterTable, alterView } from './relations.ts';
import { alterRoutine } from './routines.ts';
import { alterClone, alterEventTrigger, alterPolicy, alterRule, alterTrigger } from './rules-and-triggers.ts';
import { alterSequence } from './sequences.ts';
import { alterDomain, alterType } from './types.ts';

const BY_KIND: Readonly<Record<string, Alteration>> = {
  table: alterTable,
  'foreign table': alterTable,
  column: alterColumn,
  view: alterView,
  'materialized view': alterMaterializedView,
  constraint: alterConstraint,
  index: alterIndex,
  function: alterRoutine,
  procedure: alterRoutine,
  trigger: alterTrigger,
  rule: alterRule,
  policy: alterPolicy,
  'event trigger': alterEventTrigger,
  type: alterType,
  domain: alterDomain,
  sequence: alterSequence,
  extension: alterExtension,
  'foreign-data wrapper': alterForeignData,
  server: alterForeignData,
  'user mapping': alterForeignData,
  publication: alterPublication,
  subscription: alterSubscription,
  statistics: alterStatistics,
  operator: alterOperator,
  'operator family': alterOperatorFamily,
  'text search dictionary': alterDictionary,
  'text search configuration': alterSearchConfiguration,
  comment: (_before, { parent, definition }, { after }) => commentOn(parent, definition, after),
  grant: (before, after, { after: objects, serverVersionNum }) => alterGrant(before, after, objects, serverVersionNum),
  'default privilege': (before, after, { after: objects, serverVersionNum }) => alterGrant(before, after, objects, serverVersionNum),
};

/** The statements that change an object where it stands, its owner last; null: it has to be dropped and made again. */
export function alterationOf(
  before: FingerprintObject,
  after: FingerprintObject,
  scene: AlterationScene,
): readonly SchemaStatement[] | null {
  const statements = (BY_KIND[after.kind] ?? alterOwnerOnly)(before, after, scene);
  return statements === null ? null : [...statements, ...ownerChange(before, after)];
}

function ownerChange(before: FingerprintObject, after: FingerprintObject): readonly SchemaStatement[] {
  const owner = withoutOwner(after.definition).owner;
  if (owner === null || withoutOwner(before.definition).owner === owner) return [];
  // It goes with its table.
  if (after.kind === 'sequence' && after.parent !== null) return [];
  return [keeping(`ALTER ${addressOf(after, false)} OWNER TO ${roleName(owner)}`)];
}

// The fingerprint has the bare name of an owner.
function roleName(owner: string): string {
  return /^[a-z_][a-z0-9_$]*$/u.test(owner) ? owner : `"${owner.replaceAll('"', '""')}"`;
}

/** COMMENT ON what a comment's key says; null as text takes it away. */
function commentOn(parent: string | null, text: string | null, objects: AlterationScene['after']): readonly SchemaStatement[] {
  const object = objects.get(parent ?? '');
  const named = object ?? namedBy(parent ?? '');
  const isOnDomain = object?.parent?.startsWith('domain ') ?? false;
  return [keeping(`COMMENT ON ${addressOf(named, isOnDomain)} IS ${text === null ? 'NULL' : quoteLiteral(text)}`)];
}

// Columns of views and parts of system objects have no object of their own.
function namedBy(key: string): Pick<FingerprintObject, 'kind' | 'identity'> {
  const at = key.indexOf(' ');
  return { kind: key.slice(0, at), identity: key.slice(at + 1) };
}

/**
 * The statements for what comes or goes without being an object of its own: privileges, comments, what is told of a view's column, a partition's own say
 * about a trigger. Null: it is an object, which is made or dropped.
 */
export function alterationIn(
  before: FingerprintObject | null,
  after: FingerprintObject | null,
  scene: AlterationScene,
): readonly SchemaStatement[] | null {
  const object = after ?? before;
  if (object === null) return null;
  const objects = after === null ? scene.before : scene.after;
  // On an object that is not there on both sides it is a part of making or dropping that.
  const parent = object.parent ?? '';
  const stays = scene.before.has(parent) === scene.after.has(parent);
  switch (object.kind) {
    case 'grant':
    case 'default privilege':
      return stays ? alterGrant(before, after, objects, scene.serverVersionNum) : null;
    case 'comment':
      return stays ? commentOn(parent, after?.definition ?? null, objects) : null;
    case 'column':
      if (!parent.startsWith('view ') && !parent.startsWith('materialized view ')) return null;
      return stays ? alterColumn(before ?? { ...object, definition: '' }, after ?? { ...object, definition: '' }, scene) : null;
    case 'trigger':
      return alterClone(before, after, scene);
    default:
      return null;
  }
}
