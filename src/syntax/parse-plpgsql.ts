import { StatementError } from '../model/errors.ts';
import { quoteIdentifier } from './names.ts';
import { loadedParser } from './parse.ts';

/** SQL text inside a PL/pgSQL body; an assignment has its target in the text. */
export interface PlpgsqlExpression {
  readonly query: string;
  readonly isAssignment: boolean;
}

/** A node of PL/pgSQL's tree: `PLpgSQL_stmt_if` and its fields, which leave out zero, false and empty. */
export interface PlpgsqlNode {
  readonly kind: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A compiled body. */
export interface PlpgsqlBody {
  /** Variables in the order of their numbers; statements name them by number. */
  readonly variables: readonly PlpgsqlNode[];
  readonly action: PlpgsqlNode;
}

/** What a body belongs to; PL/pgSQL checks RETURN against it. */
export interface PlpgsqlSignature {
  readonly kind: 'do' | 'function' | 'procedure' | 'trigger' | 'event-trigger';
  readonly parameters: readonly { readonly name: string; readonly isOutput: boolean }[];
  readonly returnsSet: boolean;
  readonly returnsVoid: boolean;
}

type Type = 'text' | 'refcursor' | 'a_row';

interface Parameter {
  readonly name: string;
  readonly isOutput: boolean;
  readonly type: Type;
}

/** More unknown names than this are no parameters that we were not told of. */
const ATTEMPTS = 30;

/**
 * Parses a PL/pgSQL body with PostgreSQL's own parser; throws SQL_SYNTAX. It wants to know parameters only to tell variables from columns, so all
 * are declared as text, and names that it misses are declared as well. Call `loadParser` first.
 */
export function parsePlpgsql(body: string, signature: PlpgsqlSignature): PlpgsqlBody {
  if (body.includes('\0')) throw new StatementError('SQL_UNSUPPORTED', 'PostgreSQL takes no NUL byte in SQL.');
  let parameters = signature.parameters.map((given): Parameter => ({ ...given, type: 'text' }));
  for (let attempt = 1; ; attempt++)
    try {
      return compile(header(signature, parameters), withoutRowTypes(body));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const changed = attempt < ATTEMPTS ? declared(parameters, message) : null;
      if (changed === null) throw new StatementError('SQL_SYNTAX', message, { cause: error });
      parameters = changed;
    }
}

function compile(head: string, body: string): PlpgsqlBody {
  let tag = '$body$';
  while (body.includes(tag)) tag = `$${tag.slice(1, -1)}_$`;
  const parsed = loadedParser().parsePlPgSQLSync(`${head} LANGUAGE plpgsql AS ${tag}${body}${tag}`) as unknown as {
    readonly plpgsql_funcs?: readonly { readonly PLpgSQL_function?: { readonly datums?: readonly unknown[]; readonly action?: unknown } }[];
  };
  const compiled = parsed.plpgsql_funcs?.[0]?.PLpgSQL_function;
  const action = nodeOf(compiled?.action);
  if (compiled === undefined || action === null) throw new Error('the body has no statements');
  return { variables: nodesOf(compiled.datums), action };
}

function header({ kind, returnsSet, returnsVoid }: PlpgsqlSignature, parameters: readonly Parameter[]): string {
  // One without a name is called by its number: $1.
  const list = parameters
    .map(({ name, isOutput, type }) => `${isOutput ? 'INOUT ' : ''}${name === '' ? '' : `${quoteIdentifier(name)} `}${type}`)
    .join(', ');
  if (kind === 'procedure') return `CREATE PROCEDURE analysed(${list})`;
  // A trigger function takes no parameters, but the names that it misses must stand somewhere.
  if (kind === 'trigger') return `CREATE FUNCTION analysed(${list}) RETURNS trigger`;
  if (kind === 'event-trigger') return `CREATE FUNCTION analysed(${list}) RETURNS event_trigger`;
  if (parameters.some(({ isOutput }) => isOutput)) return `CREATE FUNCTION analysed(${list})${returnsSet ? ' RETURNS SETOF record' : ''}`;
  return `CREATE FUNCTION analysed(${list}) RETURNS ${returnsSet ? 'SETOF ' : ''}${returnsVoid ? 'void' : 'text'}`;
}

/** Parameters that mend an error of the parser, null where it is none of ours. */
function declared(parameters: readonly Parameter[], message: string): Parameter[] | null {
  const cursor = /^variable "([^"]+)" must be of type cursor or refcursor/u.exec(message)?.[1];
  if (cursor !== undefined) return retyped(parameters, cursor, 'refcursor');
  const missing = /^"([^".]+)(\.[^"]*)?" is not a (?:known|scalar) variable/u.exec(message);
  if (missing?.[1] === undefined) return null;
  return retyped(parameters, missing[1], missing[2] === undefined ? 'text' : 'a_row');
}

function retyped(parameters: readonly Parameter[], name: string, type: Type): Parameter[] | null {
  const known = parameters.find((parameter) => parameter.name === name);
  if (known?.type === type) return null;
  if (known === undefined) return [...parameters, { name, isOutput: false, type }];
  return parameters.map((parameter) => (parameter === known ? { ...known, type } : parameter));
}

const ROW_TYPE =
  /'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$|(?:(?:\w+|"[^"]*")\s*\.\s*)*(?:\w+|"[^"]*")\s*%\s*rowtype\b|"[^"]*"/giu;

/** The parser has no catalog, so it knows no columns of `t%ROWTYPE` and refuses assignments to them; a record takes any. */
function withoutRowTypes(body: string): string {
  return body.replace(ROW_TYPE, (found) =>
    /rowtype$/iu.test(found) && !found.startsWith('--') && !found.startsWith('/*') ? 'record' : found,
  );
}

/** A node of the JSON tree, `{"PLpgSQL_stmt_if": {...}}`. */
export function nodeOf(value: unknown): PlpgsqlNode | null {
  if (typeof value !== 'object' || value === null) return null;
  const [entry] = Object.entries(value);
  return entry === undefined ? null : { kind: entry[0], fields: entry[1] as PlpgsqlNode['fields'] };
}

/** A list of nodes; absent where it is empty. */
export function nodesOf(value: unknown): readonly PlpgsqlNode[] {
  return Array.isArray(value) ? value.flatMap((member) => nodeOf(member) ?? []) : [];
}

/** RAW_PARSE_PLPGSQL_ASSIGN1 to 3 (parser.h). */
const ASSIGNMENTS: ReadonlySet<unknown> = new Set([3, 4, 5]);

/** An expression of the tree; null where there is none. */
export function expressionOf(value: unknown): PlpgsqlExpression | null {
  const node = nodeOf(value);
  const query = node?.fields['query'];
  return typeof query === 'string' ? { query, isAssignment: ASSIGNMENTS.has(node?.fields['parseMode']) } : null;
}
