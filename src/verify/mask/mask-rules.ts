import { MASK_METHODS, type MaskMethod } from './mask-method.ts';

/** A rule of the rules file: which columns, and what is done with them. */
export interface MaskRule {
  /** `schema.table` or `table`, `*` for any characters. */
  readonly table: string;
  readonly column: string;
  readonly mask: MaskMethod;
}

/** The rules of a file, or what is wrong with it. */
export type MaskRules = { readonly rules: readonly MaskRule[] } | { readonly problem: string };

const FIELDS: readonly string[] = ['table', 'column', 'mask'];

/** Reads `[[rule]]` tables with `table`, `column` and `mask`, as TOML gave them. */
export function readMaskRules(root: Readonly<Record<string, unknown>>): MaskRules {
  const strange = Object.keys(root).find((key) => key !== 'rule');
  if (strange !== undefined) return { problem: `'${strange}' means nothing here: rules are written as [[rule]]` };
  const list = root['rule'] ?? [];
  if (!Array.isArray(list)) return { problem: "'rule' must be a list of tables: [[rule]]" };
  const rules: MaskRule[] = [];
  for (const [index, entry] of (list as readonly unknown[]).entries()) {
    const rule = ruleOf(entry);
    if (typeof rule === 'string') return { problem: `rule ${index + 1}: ${rule}` };
    rules.push(rule);
  }
  return { rules };
}

function ruleOf(entry: unknown): MaskRule | string {
  if (typeof entry !== 'object' || entry === null) return 'it must be a table: [[rule]]';
  const fields = entry as Readonly<Record<string, unknown>>;
  const strange = Object.keys(fields).find((key) => !FIELDS.includes(key));
  if (strange !== undefined) return `'${strange}' is no field of a rule: table, column and mask are`;
  const { table = '*', column, mask } = fields;
  if (typeof table !== 'string' || typeof column !== 'string' || typeof mask !== 'string')
    return 'it needs a column and a mask, as texts (and may have a table)';
  const method = methodNamed(mask);
  return method === null ? `'${mask}' is no way to mask: ${MASK_METHODS.join(', ')} are` : { table, column, mask: method };
}

/** The first rule that is about a column. */
export function ruleFor(
  rules: readonly MaskRule[],
  table: { readonly schema: string; readonly name: string },
  column: string,
): MaskRule | null {
  return (
    rules.find(
      (rule) => (matches(rule.table, `${table.schema}.${table.name}`) || matches(rule.table, table.name)) && matches(rule.column, column),
    ) ?? null
  );
}

/** What a comment says: `flyback:mask=email`, or that the values are personal (`pii`); null: nothing. */
export function maskOfComment(comment: string | null): MaskMethod | 'personal' | null {
  if (comment === null) return null;
  const named = /\bflyback:mask=([a-z-]+)/u.exec(comment);
  // A name that nobody knows must not let the values pass.
  if (named !== null) return methodNamed(named[1] ?? '') ?? 'personal';
  return /\bpii\b/iu.test(comment) ? 'personal' : null;
}

function methodNamed(name: string): MaskMethod | null {
  return MASK_METHODS.find((method) => method === name) ?? null;
}

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/gu, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'u').test(name);
}
