import type { AlterTableCmd } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import { optionsOf, optionText } from '../options.ts';
import type { Alteration } from './alteration.ts';

/** From this version on SET LOGGED and SET UNLOGGED change the sequences of the table too. */
const LOGGED_SEQUENCES = 15;

/** From this version on they are refused for a partitioned table, which has no rows. */
const NOT_PARTITIONED = 18;

/** Where a relation lies that names no tablespace, as a rule. */
export const DATABASE_TABLESPACE = 'pg_default';

/** SET LOGGED, SET UNLOGGED: a rewrite, unless it is so already (ATPrepChangePersistence, tablecmds.c). */
export function setPersistence(alteration: Alteration, persistence: 'permanent' | 'unlogged'): void {
  const { context, relation, rows } = alteration;
  if (relation.persistence === 'temporary')
    context.refuse('42P16', `cannot change logged status of table "${relation.name}" because it is temporary`);
  if (relation.relkind === 'partitioned-table' && context.majorVersion >= NOT_PARTITIONED)
    context.refuse('42809', `ALTER action SET LOGGED cannot be performed on relation "${relation.name}"`);
  // Of an assumed table it is not known; nobody would write it were it so already.
  if (relation.persistence === persistence && !relation.isAssumed) return;
  refuseForeignKeys(alteration, persistence);
  relation.persistence = persistence;
  for (const index of relation.indexes) index.persistence = persistence;
  if (context.majorVersion >= LOGGED_SEQUENCES)
    for (const sequence of ownedSequences(alteration, relation)) {
      context.lock(sequence, 'ACCESS EXCLUSIVE', 'sequence');
      sequence.persistence = persistence;
    }
  const reason = persistence === 'permanent' ? 'all of it goes into the write-ahead log' : 'it becomes unlogged';
  if (relation.relkind !== 'sequence') rows.rewrite(relation, reason);
}

/** A logged table may reference only logged ones. */
function refuseForeignKeys({ context, relation }: Alteration, persistence: 'permanent' | 'unlogged'): void {
  const others =
    persistence === 'permanent'
      ? relation.constraints.flatMap(({ referenced }) => referenced ?? [])
      : context.world.allRelations().filter(({ constraints }) => constraints.some(({ referenced }) => referenced === relation));
  for (const other of others) {
    if (other === relation) continue;
    context.lock(other, 'ACCESS SHARE', 'foreign-key');
    if ((other.persistence === 'permanent') === (persistence === 'unlogged') && !other.isAssumed)
      context.refuse('42P16', `could not change table "${relation.name}" because of its foreign key with table "${other.name}"`);
  }
}

/** Sequences that columns of a relation own. */
export function ownedSequences({ world }: Pick<Alteration, 'world'>, relation: Relation): readonly Relation[] {
  return world.allRelations().filter(({ ownedBy }) => ownedBy?.relation === relation);
}

/** SET TABLESPACE: the file is copied, unless it lies there already (ATExecSetTableSpace, tablecmds.c). */
export function setTablespace({ relation, rows }: Alteration, command: AlterTableCmd): void {
  const tablespace = command.name ?? '';
  if (tablespace === (relation.tablespace ?? DATABASE_TABLESPACE)) return;
  relation.tablespace = tablespace === DATABASE_TABLESPACE ? null : tablespace;
  rows.copy(relation, `its file is copied to tablespace ${tablespace}`);
}

/** SET ACCESS METHOD: a rewrite, unless it is that already; a partitioned table has none of its own (ATPrepSetAccessMethod, tablecmds.c). */
export function setAccessMethod({ context, relation, rows }: Alteration, command: AlterTableCmd): void {
  const fallback = context.world.session.defaultTableAccessMethod;
  const method = command.name ?? fallback;
  if (method === (relation.accessMethod ?? fallback)) return;
  relation.accessMethod = method;
  if (relation.relkind !== 'partitioned-table') rows.rewrite(relation, `its access method becomes ${method}`);
}

/** SET (...), RESET (...): read by later statements only. */
export function setOptions({ context, relation }: Alteration, command: AlterTableCmd): void {
  const items = command.def !== undefined && 'List' in command.def ? command.def.List.items : [];
  const options = optionsOf(items);
  if (relation.relkind === 'partitioned-table' && options.size > 0 && command.subtype === 'AT_SetRelOptions')
    context.refuse('42809', 'cannot specify storage parameters for a partitioned table');
  for (const [name, option] of options)
    if (command.subtype === 'AT_ResetRelOptions') relation.options.delete(name);
    else relation.options.set(name, optionText(option));
}
