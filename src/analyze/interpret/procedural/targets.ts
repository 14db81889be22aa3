import { nodeOf } from '../../../syntax/parse-plpgsql.ts';
import type { PlpgsqlBody, PlpgsqlNode } from '../../../syntax/parse-plpgsql.ts';
import { arrayOf } from './evaluate-expression.ts';
import type { Result } from './scope.ts';
import { scalar, UNKNOWN } from './values.ts';
import type { Value } from './values.ts';
import type { Variables } from './variables.ts';

/** Where statements of a body put values: variables by number, INTO lists, records. */
export class Targets {
  readonly #body: PlpgsqlBody;
  readonly #variables: Variables;

  constructor(body: PlpgsqlBody, variables: Variables) {
    this.#body = body;
    this.#variables = variables;
  }

  /** Gives a variable its first value: `initial`, or NULL; a parameter has its value already. */
  declare({ kind, fields }: PlpgsqlNode, initial: Value | null): void {
    const name = fields['refname'];
    if (typeof name !== 'string' || (kind !== 'PLpgSQL_var' && kind !== 'PLpgSQL_rec')) return;
    if (initial !== null) this.#variables.set(name, isArray(fields['datatype']) ? arrayOf(initial) : initial);
    else if (!this.#variables.has(name)) this.#variables.set(name, fields['lineno'] === undefined ? UNKNOWN : startValue(fields));
  }

  /** Assigns a row to a record, or to the variables of an INTO list. */
  assignRow(target: unknown, row: Result['rows'][number] | null): void {
    const node = nodeOf(target);
    if (node?.kind === 'PLpgSQL_row') {
      const fields = (node.fields['fields'] ?? []) as readonly { readonly varno?: number }[];
      for (const [at, { varno }] of fields.entries()) this.setNumber(varno, row?.values[at]?.value ?? UNKNOWN);
      return;
    }
    const name = node?.fields['refname'];
    if (typeof name !== 'string') return;
    const fields = new Map(row?.values.map((column) => [column.name, column.value]));
    this.#variables.set(name, row === null ? UNKNOWN : { kind: 'record', fields });
  }

  /** Gives the members of a row variable, by its number, their values. */
  assignList(number: unknown, values: readonly Value[]): void {
    const fields = (this.#body.variables[Number(number ?? -1)]?.fields['fields'] ?? []) as readonly { readonly varno?: number }[];
    for (const [at, { varno }] of fields.entries()) this.setNumber(varno, values[at] ?? UNKNOWN);
  }

  /** INTO of a query without rows gives NULL. */
  assignNulls(target: unknown): void {
    const node = nodeOf(target);
    const fields = (node?.kind === 'PLpgSQL_row' ? (node.fields['fields'] ?? []) : []) as readonly { readonly varno?: number }[];
    for (const { varno } of fields) this.setNumber(varno, scalar(null));
    if (node?.kind === 'PLpgSQL_rec') this.assignRow(target, null);
  }

  /** A target gets a value that is not known. */
  forget(target: unknown): void {
    this.assignRow(target, null);
    this.#variables.set('found', UNKNOWN);
  }

  /** Sets a variable, or a field of a record, by its number. */
  setNumber(number: unknown, value: Value): void {
    const variable = this.#body.variables[Number(number ?? 0)];
    const name = variable?.fields['refname'];
    if (typeof name === 'string') this.#variables.set(name, value);
    else if (variable?.kind === 'PLpgSQL_recfield') {
      const record = this.nameOf(variable.fields['recparentno']);
      this.#variables.setField(record, String(variable.fields['fieldname']), value);
    }
  }

  /** The name of a variable by its number. */
  nameOf(number: unknown): string {
    return textField(this.#body.variables[Number(number ?? 0)] ?? null, 'refname');
  }
}

function isArray(type: unknown): boolean {
  return textField(nodeOf(type), 'typname').endsWith('[]');
}

function startValue(fields: PlpgsqlNode['fields']): Value {
  return fields['datatype'] === undefined || fields['isconst'] === true || fields['cursor_explicit_expr'] !== undefined
    ? UNKNOWN
    : scalar(null);
}

/** A field that is text, empty where it is not there. */
export function textField(node: Pick<PlpgsqlNode, 'fields'> | null, name: string): string {
  const value = node?.fields[name];
  return typeof value === 'string' ? value : '';
}
