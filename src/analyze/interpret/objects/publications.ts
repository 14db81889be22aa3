import type {
  AlterPublicationStmt,
  AlterSubscriptionStmt,
  CreatePublicationStmt,
  CreateSubscriptionStmt,
  Node,
  PublicationTable,
} from 'libpg-query';
import type { Attachment, Relation } from '../../world/objects.ts';
import { withDescendants } from '../../world/trees.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { isOn, optionsOf, strings } from '../options.ts';
import { recordQueryDependencies } from './query-dependencies.ts';

/** Publications and subscriptions. */
export const PUBLICATION_INTERPRETERS: Interpreters = {
  CreatePublicationStmt: createPublication,
  AlterPublicationStmt: alterPublication,
  CreateSubscriptionStmt: createSubscription,
  AlterSubscriptionStmt: alterSubscription,
};

function createPublication(context: Interpretation, { pubname = '', pubobjects }: CreatePublicationStmt): void {
  const { world } = context;
  if (world.publications.some(({ name }) => name === pubname)) context.refuse('42710', `publication "${pubname}" already exists`);
  const publication = world.addAttachment({ name: pubname, what: 'publication' });
  addTables(context, publication, tablesOf(pubobjects));
  context.created({ what: 'publication', name: pubname });
}

/** AlterPublicationTables (publicationcmds.c); SET takes the tables that leave as well. */
function alterPublication(context: Interpretation, { pubname = '', pubobjects = [], action, options }: AlterPublicationStmt): void {
  const { world } = context;
  if (options !== undefined && pubobjects.length === 0) return;
  const publication = world.publications.find(({ name }) => name === pubname) ?? null;
  if (publication === null) context.refuseIfKnown('42704', `publication "${pubname}" does not exist`);
  const tables = tablesOf(pubobjects);
  const members = publication === null ? [] : membersOf(context, publication);
  if (action === 'AP_DropObjects') {
    for (const relation of lockTables(context, tables)) forget(context, members, relation);
    return;
  }
  if (action === 'AP_SetObjects')
    for (const { relation } of members) {
      if (relation === null) continue;
      context.lock(relation, 'SHARE UPDATE EXCLUSIVE');
      forget(context, members, relation);
    }
  addTables(context, publication, tables);
}

function createSubscription(context: Interpretation, { subname = '', options }: CreateSubscriptionStmt): void {
  const given = optionsOf(options);
  const connects = !given.has('connect') || isOn(given.get('connect'));
  const createsSlot = connects && (!given.has('create_slot') || isOn(given.get('create_slot')));
  if (createsSlot && context.isInTransaction)
    context.refuse('25001', 'CREATE SUBSCRIPTION ... WITH (create_slot = true) cannot run inside a transaction block');
  context.world.addAttachment({ name: subname, what: 'subscription' });
  context.created({ what: 'subscription', name: subname });
}

/** REFRESH PUBLICATION, also as a part of SET, ADD and DROP PUBLICATION, talks to the publisher and starts copies. */
function alterSubscription(context: Interpretation, { kind, options }: AlterSubscriptionStmt): void {
  const refresh = optionsOf(options).get('refresh');
  const changesPublications =
    kind === 'ALTER_SUBSCRIPTION_SET_PUBLICATION' ||
    kind === 'ALTER_SUBSCRIPTION_ADD_PUBLICATION' ||
    kind === 'ALTER_SUBSCRIPTION_DROP_PUBLICATION';
  const refreshes = kind === 'ALTER_SUBSCRIPTION_REFRESH' || (changesPublications && (refresh === undefined || isOn(refresh)));
  if (refreshes && context.isInTransaction)
    context.refuse('25001', 'ALTER SUBSCRIPTION with refresh cannot run inside a transaction block');
}

function tablesOf(objects: readonly Node[] | undefined): readonly PublicationTable[] {
  return (objects ?? []).flatMap((node) => ('PublicationObjSpec' in node ? (node.PublicationObjSpec.pubtable ?? []) : []));
}

/** OpenTableList (publicationcmds.c): inheritance children too unless ONLY is given; partitions not. */
function lockTables(context: Interpretation, tables: readonly PublicationTable[]): readonly Relation[] {
  return tables.flatMap(({ relation: range = {} }) => {
    const relation = context.world.relation(range);
    if (relation === null) {
      context.refuseIfKnown('42P01', `relation "${range.relname ?? ''}" does not exist`);
      return [];
    }
    const members = range.inh === true && relation.relkind !== 'partitioned-table' ? withDescendants(relation) : [relation];
    for (const member of members) context.lock(member, 'SHARE UPDATE EXCLUSIVE', member === relation ? 'direct' : 'inheritance');
    return members;
  });
}

function addTables(context: Interpretation, publication: Attachment | null, tables: readonly PublicationTable[]): void {
  const { world } = context;
  for (const table of tables)
    for (const relation of lockTables(context, [table])) {
      if (publication === null) continue;
      if (membersOf(context, publication).some((member) => member.relation === relation))
        context.refuse('42710', `relation "${relation.name}" is already member of publication "${publication.name}"`);
      const columns = strings(table.columns).flatMap((name) => world.column(relation, name) ?? []);
      const member = world.addAttachment({ name: publication.name, what: 'publication-table', relation, columns });
      world.depend(member, publication, 'auto');
      world.depend(member, relation, 'auto');
      for (const column of columns) world.depend(member, column, 'normal');
      if (table.whereClause !== undefined) recordQueryDependencies(world, member, table.whereClause, [relation]);
    }
}

function membersOf({ world }: Interpretation, publication: Attachment): readonly Attachment[] {
  return world
    .dependents(publication)
    .flatMap(({ dependent }) => (dependent.kind === 'attachment' && dependent.what === 'publication-table' ? [dependent] : []));
}

function forget({ world }: Interpretation, members: readonly Attachment[], relation: Relation): void {
  for (const member of members) if (member.relation === relation) world.forget(member);
}
