import { chooseMask, type Mask } from '../mask/choose-mask.ts';
import { isCaseless } from '../mask/mask-expression.ts';
import { fits, nextMethod, type MaskMethod } from '../mask/mask-method.ts';
import { maskOfComment, ruleFor, type MaskRule } from '../mask/mask-rules.ts';
import type { ValueType } from '../mask/value-type.ts';
import { tableName, type SampleCatalog, type SampleColumn, type SampleTable } from './sample-catalog.ts';

/** Columns whose values are compared with each other, by foreign keys or because they are one column of several partitions: they are masked alike. */
interface ColumnClass {
  readonly members: readonly Member[];
  readonly maxLength: number | null;
  readonly isUnique: boolean;
  readonly isCaseless: boolean;
  readonly isNullable: boolean;
  mask: Mask;
}

interface Member {
  readonly table: SampleTable;
  readonly column: SampleColumn;
}

/** What is done with each column of a sample. */
export class MaskPlan {
  readonly #classes = new Map<string, ColumnClass>();
  /** In words: rules that do not do what they say. */
  readonly warnings: readonly string[];

  constructor(catalog: SampleCatalog, rules: readonly MaskRule[]) {
    const keys = new Set(catalog.references.flatMap(({ child, parent }) => [...keysOf(child), ...keysOf(parent)]));
    for (const members of classesOf(catalog)) {
      const one = classOf(members, rules, keys);
      for (const { table, column } of members) this.#classes.set(keyOf(table.oid, column.name), one);
    }
    this.warnings = rules.flatMap((rule) => warningOf(rule, rules, catalog));
  }

  /** The mask of a column, with what its class allows. */
  of(table: SampleTable, column: SampleColumn): Omit<ColumnClass, 'members'> {
    const found = this.#classes.get(keyOf(table.oid, column.name));
    if (found === undefined) throw new Error(`no mask is chosen for ${tableName(table)}.${column.name}`);
    return found;
  }

  /**
   * Takes other masks for columns, and for all that are compared with them: the next ones, or those after them (`steps`).
   * Answers what takes it back; null: there is no other mask.
   */
  escalate(table: SampleTable, names: readonly string[], steps: number): (() => void) | null {
    const undos: (() => void)[] = [];
    for (const one of new Set(names.map((name) => this.#classes.get(keyOf(table.oid, name))))) {
      if (one === undefined) continue;
      const before = one.mask;
      for (let step = 0; step < steps; step++) {
        const method = nextMethod(one.mask.method, one.isNullable);
        if (method !== null) one.mask = { ...one.mask, method };
      }
      if (one.mask !== before) undos.push(() => (one.mask = before));
    }
    return undos.length === 0 ? null : () => undos.forEach((undo) => undo());
  }

  /** How the columns of a table are masked, as a text that is another one when it changes. */
  stateOf(table: SampleTable): string {
    return table.columns.map((column) => this.of(table, column).mask.method).join(' ');
  }
}

function classOf(members: readonly Member[], rules: readonly MaskRule[], keys: ReadonlySet<string>): ColumnClass {
  const lengths = members.flatMap(({ column }) => (column.maxLength === null ? [] : [column.maxLength]));
  const maxLength = lengths.length === 0 ? null : Math.min(...lengths);
  const isUnique = members.some(({ column }) => column.isUnique);
  const harmless = [...new Set(members.flatMap(({ column }) => column.harmless))];
  const wanted = members.map((member) => wantedFor(member, rules)).find((one) => one !== null) ?? null;
  const masks = members.map(({ table, column }) =>
    chooseMask({
      name: column.name,
      type: column.type,
      maxLength,
      isUnique,
      isKey: column.isPrimaryKey || keys.has(keyOf(table.oid, column.name)),
      isListed: members.some((other) => other.column.isListed),
      harmless,
      wanted,
    }),
  );
  return {
    members,
    maxLength,
    isUnique,
    isCaseless: members.some(({ column }) => isCaseless(column.type)),
    isNullable: members.every(({ column }) => !column.isNotNull),
    mask: masks.find(({ method }) => method !== 'keep') ?? masks[0] ?? { method: 'keep', harmless: [] },
  };
}

function wantedFor({ table, column }: Member, rules: readonly MaskRule[]): MaskMethod | 'personal' | null {
  return (ruleFor(rules, table, column.name) ?? ruleFor(rules, table.root, column.name))?.mask ?? maskOfComment(column.comment);
}

/** Sets of columns, by union and find; those that are referred to come first. */
function classesOf({ tables, references }: SampleCatalog): readonly (readonly Member[])[] {
  const roots = new Map<string, string>();
  const find = (key: string): string => {
    const up = roots.get(key) ?? key;
    if (up === key) return key;
    const top = find(up);
    roots.set(key, top);
    return top;
  };
  const union = (a: string, b: string): void => {
    if (find(a) !== find(b)) roots.set(find(a), find(b));
  };
  for (const table of tables) for (const { name } of table.columns) union(keyOf(table.oid, name), `root ${keyOf(table.root.oid, name)}`);
  for (const { child, parent } of references) {
    parent.columns.forEach((name, at) => {
      const key = keyOf(parent.oids[0] ?? 0, name);
      for (const oid of parent.oids) union(keyOf(oid, name), key);
      for (const oid of child.oids) union(keyOf(oid, child.columns[at] ?? ''), key);
    });
  }
  const members = tables.flatMap((table) => table.columns.map((column) => ({ table, column })));
  const referenced = new Set(references.flatMap(({ parent }) => keysOf(parent)));
  const isReferenced = ({ table, column }: Member): boolean => referenced.has(keyOf(table.oid, column.name));
  const sorted = members.toSorted((a, b) => Number(isReferenced(b)) - Number(isReferenced(a)));
  return [...Map.groupBy(sorted, ({ table, column }) => find(keyOf(table.oid, column.name))).values()];
}

function keyOf(oid: number, column: string): string {
  return `${oid}.${column}`;
}

function keysOf({ oids, columns }: { readonly oids: readonly number[]; readonly columns: readonly string[] }): readonly string[] {
  return oids.flatMap((oid) => columns.map((name) => keyOf(oid, name)));
}

function warningOf(rule: MaskRule, rules: readonly MaskRule[], { tables }: SampleCatalog): readonly string[] {
  const matched = tables.flatMap((table) =>
    table.columns
      .filter(({ name }) => ruleFor([rule], table, name) ?? ruleFor([rule], table.root, name))
      .map((column) => ({ table, column })),
  );
  if (matched.length === 0) return [`The rule for ${rule.table} ${rule.column} is about no column`];
  return matched
    .filter(({ table, column }) => ruleFor(rules, table, column.name) === rule && !suits(rule.mask, column.type))
    .map(({ table, column }) => `${tableName(table)}.${column.name} cannot be masked as '${rule.mask}': it is masked as its type allows`);
}

function suits(method: MaskMethod, type: ValueType): boolean {
  if (type.kind === 'array') return suits(method, type.element);
  return type.kind === 'composite' ? method === 'keep' || method === 'null' : fits(method, type.family);
}
