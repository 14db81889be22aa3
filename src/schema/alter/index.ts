import type { FingerprintObject } from '../../model/fingerprint.ts';
import { shownIdentifier } from '../../syntax/shown-identifier.ts';
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
  comment: replaceWords,
  'security label': replaceWords,
  grant: alterGrant,
  'default privilege': alterGrant,
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
  return [keeping(`ALTER ${addressOf(after, false)} OWNER TO ${shownIdentifier(owner)}`)];
}

/** What is said anew takes the place of what was said. */
function replaceWords(
  _before: FingerprintObject,
  { kind, identity }: FingerprintObject,
  { creationOf }: AlterationScene,
): readonly SchemaStatement[] {
  return creationOf(`${kind} ${identity}`).map((sql) => keeping(sql));
}

/**
 * The statements for what comes or goes without being an object of its own: what is told of a view's column, a partition's own say about a trigger. Null:
 * it is an object, which is made or dropped.
 */
export function alterationIn(
  before: FingerprintObject | null,
  after: FingerprintObject | null,
  scene: AlterationScene,
): readonly SchemaStatement[] | null {
  const object = after ?? before;
  if (object?.kind === 'trigger') return alterClone(before, after, scene);
  const view = object?.parent ?? '';
  if (object?.kind !== 'column' || !/^(?:materialized )?view /u.test(view) || !scene.before.has(view) || !scene.after.has(view))
    return null;
  return alterColumn(before ?? { ...object, definition: '' }, after ?? { ...object, definition: '' }, scene);
}
