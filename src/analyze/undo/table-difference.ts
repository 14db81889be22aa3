import { shownIdentifier } from '../../syntax/shown-identifier.ts';
import { TRIGGER_STATES, triggerStatements } from './definitions.ts';
import type { Inverse } from './inverse.ts';
import type { KeptCopy } from './keep/copy.ts';
import type { PartSnapshot, TableSnapshot } from './table-snapshot.ts';

/** Statements that lead a table from what it is now back to what it was, in an order that works: what was added goes first, constraints come last. */
export function tableDifference(table: string, change: TableChange): Inverse {
  const difference = new Difference(table, change);
  difference.dropAdded();
  difference.changeColumns();
  difference.restoreColumns();
  difference.restoreParts();
  difference.restoreSettings();
  return { sql: difference.sql, lost: difference.lost, untold: difference.untold };
}

/** What a table was, what it is now, and whether values were changed on the way. */
export interface TableChange {
  readonly before: TableSnapshot;
  readonly after: TableSnapshot;
  readonly isLossy: boolean;
  /** Columns with this number or a higher one are the script's own: their values go with them. */
  readonly firstId?: number;
  /** The values that the script has set aside; without them those of dropped and changed columns are lost. */
  readonly kept?: KeptCopy | null;
}

class Difference {
  readonly sql: string[] = [];
  readonly lost: string[] = [];
  readonly untold: string[] = [];
  readonly #table: string;
  readonly #before: TableSnapshot;
  readonly #after: TableSnapshot;

  readonly #isLossy: boolean;
  readonly #kept: KeptCopy | null;
  readonly #firstId: number;

  constructor(table: string, { before, after, isLossy, kept = null, firstId = Infinity }: TableChange) {
    this.#firstId = firstId;
    this.#table = table;
    this.#isLossy = isLossy;
    this.#kept = kept;
    this.#before = before;
    this.#after = after;
  }

  dropAdded(): void {
    for (const [id, { name }] of this.#after.triggers)
      if (!this.#before.triggers.has(id)) this.sql.push(`DROP TRIGGER ${shownIdentifier(name)} ON ${this.#table}`);
    for (const [id, { name }] of this.#after.constraints)
      if (!this.#before.constraints.has(id)) this.#alter(`DROP CONSTRAINT ${shownIdentifier(name)}`);
    for (const [id, { name }] of this.#after.indexes)
      if (!this.#before.indexes.has(id)) this.sql.push(`DROP INDEX ${shownIdentifier(name)}`);
    for (const [id, { name, isAssumed }] of this.#after.columns)
      if (!this.#before.columns.has(id) && !isAssumed) this.#alter(`DROP COLUMN ${shownIdentifier(name)}`);
  }

  changeColumns(): void {
    const indexes = this.#hasOtherTypes() ? [...this.#before.indexes.values()].filter((index) => this.#isMadeAnew(index)) : [];
    for (const { name } of indexes) this.sql.push(`DROP INDEX ${shownIdentifier(name)}`);
    this.#changeEachColumn();
    for (const { definition } of indexes) if (definition !== null) this.sql.push(definition);
  }

  // Its condition would keep the casts that the change of the type has put into it.
  #isMadeAnew({ id, isConditional, definition }: PartSnapshot & { readonly isConditional: boolean }): boolean {
    return isConditional && definition !== null && this.#after.indexes.has(id);
  }

  #hasOtherTypes(): boolean {
    return [...this.#before.columns].some(([id, { type }]) => (this.#after.columns.get(id)?.type ?? type) !== type);
  }

  #changeEachColumn(): void {
    for (const [id, was] of this.#before.columns) {
      const is = this.#after.columns.get(id);
      if (is === undefined) continue;
      const column = shownIdentifier(was.name);
      if (is.name !== was.name) this.#alter(`RENAME COLUMN ${shownIdentifier(is.name)} TO ${column}`);
      if (is.type !== was.type) {
        this.#alter(`ALTER COLUMN ${column} TYPE ${was.type} USING ${column}::${was.type}`);
        if (this.#isLossy && this.#kept === null)
          this.lost.push(`values of ${was.name} that the change to ${is.type} has rounded, cut or changed`);
      }
      if (is.identity !== was.identity) this.#identity(column, was.identity, is.identity);
      if (is.defaultText !== was.defaultText && is.identity === was.identity)
        this.#alter(`ALTER COLUMN ${column} ${was.defaultText === null ? 'DROP DEFAULT' : `SET DEFAULT ${was.defaultText}`}`);
      if (is.isNotNull !== was.isNotNull) this.#alter(`ALTER COLUMN ${column} ${was.isNotNull ? 'SET' : 'DROP'} NOT NULL`);
    }
  }

  restoreColumns(): void {
    const dropped = [...this.#before.columns].flatMap(([id, column]) => (this.#after.columns.has(id) ? [] : [column]));
    for (const { id, name, definition, nullableDefinition, generated } of dropped) {
      this.#alter(`ADD COLUMN ${this.#kept === null ? definition : nullableDefinition}`);
      if (this.#kept !== null || id >= this.#firstId) continue;
      if (generated === '') this.lost.push(`the values of column ${name}, and its place among the columns`);
      else this.untold.push(`the place of column ${name} among the columns`);
    }
    if (this.#kept === null) return;
    this.sql.push(...this.#kept.back);
    for (const { name, isNotNull } of dropped) if (isNotNull) this.#alter(`ALTER COLUMN ${shownIdentifier(name)} SET NOT NULL`);
    this.sql.push(...this.#kept.removal);
  }

  restoreParts(): void {
    for (const [id, { name, definition }] of this.#before.indexes) {
      if (this.#after.indexes.has(id)) continue;
      if (definition === null) this.untold.push(`index ${name}`);
      else this.sql.push(definition);
    }
    for (const [id, { name, definition }] of this.#before.constraints) {
      if (this.#after.constraints.has(id)) continue;
      if (definition === null) this.untold.push(`constraint ${name}`);
      else this.#alter(`ADD CONSTRAINT ${shownIdentifier(name)} ${definition}`);
    }
  }

  restoreSettings(): void {
    const { owner, hasRowSecurity, persistence, triggers, options } = this.#before;
    for (const [id, { name, enabled, definition }] of triggers) {
      const is = this.#after.triggers.get(id);
      if (is === undefined) this.#restoreTrigger({ name, enabled, definition });
      else if (is.enabled !== enabled) this.#alter(`${TRIGGER_STATES[enabled]} TRIGGER ${shownIdentifier(name)}`);
    }
    for (const [name, value] of options) if (this.#after.options.get(name) !== value) this.#alter(`SET (${name} = ${value})`);
    for (const name of this.#after.options.keys()) if (!options.has(name)) this.#alter(`RESET (${name})`);
    if (hasRowSecurity !== this.#after.hasRowSecurity) this.#alter(`${hasRowSecurity ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY`);
    if (persistence !== this.#after.persistence) this.#alter(persistence === 'unlogged' ? 'SET UNLOGGED' : 'SET LOGGED');
    if (owner !== this.#after.owner && owner !== null) this.#alter(`OWNER TO ${shownIdentifier(owner)}`);
  }

  #restoreTrigger(trigger: Parameters<typeof triggerStatements>[1]): void {
    const statements = triggerStatements(this.#table, trigger);
    if (statements === null) this.untold.push(`trigger ${trigger.name}`);
    else this.sql.push(...statements);
  }

  #identity(column: string, was: string, is: string): void {
    if (was === '') this.#alter(`ALTER COLUMN ${column} DROP IDENTITY`);
    else if (is === '') this.#alter(`ALTER COLUMN ${column} ADD GENERATED ${was === 'always' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`);
    else this.#alter(`ALTER COLUMN ${column} SET GENERATED ${was === 'always' ? 'ALWAYS' : 'BY DEFAULT'}`);
  }

  #alter(action: string): void {
    this.sql.push(`ALTER TABLE ${this.#table} ${action}`);
  }
}
