import type { Node } from 'libpg-query';
import type { Volatility } from '../facts/fact-set.ts';
import type { Column, FunctionObject, Relation, TypeUse } from '../world/objects.ts';

/**
 * An expression after parse analysis, as far as the analysis needs it: every function is chosen, every coercion is there (primnodes.h).
 * `use` is exprType and exprTypmod; `volatility` is the node's own, without that of its arguments.
 */
export type Typed =
  | TypedConstant
  | TypedColumn
  | (TypedNode & { readonly kind: 'parameter'; readonly number: number })
  | TypedCall
  /** Another name for the same bytes: RelabelType, CollateExpr. */
  | (TypedNode & { readonly kind: 'relabel'; readonly collation: string | null })
  | (TypedNode & { readonly kind: 'domain' })
  /** Through text: CoerceViaIO. */
  | (TypedNode & { readonly kind: 'text-coercion' })
  | (TypedNode & { readonly kind: 'array-coercion' })
  | TypedForm
  | (TypedNode & { readonly kind: 'query'; readonly query: Node });

interface TypedNode {
  readonly use: TypeUse;
  readonly arguments: readonly Typed[];
  readonly volatility: Volatility;
}

export interface TypedConstant extends TypedNode {
  readonly kind: 'constant';
  /** Null: NULL. */
  readonly text: string | null;
}

export interface TypedColumn extends TypedNode {
  readonly kind: 'column';
  /** Null: a column of something that we do not see. */
  readonly column: Column | null;
  readonly name: string;
}

export interface TypedCall extends TypedNode {
  readonly kind: 'call';
  /** Of a function or operator, without schema. */
  readonly name: string;
  readonly isOperator: boolean;
  /** The user's function, null for PostgreSQL's own and for unknown ones. */
  readonly function: FunctionObject | null;
  /** False where no function of that name is known. */
  readonly isKnown: boolean;
  readonly isStrict: boolean;
  /** A cast, or the adjustment to a modifier: who asked for it. Null for a call that is written as one. */
  readonly coercion: CoercionContext | null;
}

/** Whatever is neither function nor coercion. */
export type Form =
  | 'and'
  | 'or'
  | 'not'
  | 'is-null'
  | 'is-not-null'
  | 'boolean-test'
  | 'any'
  | 'all'
  | 'distinct'
  | 'nullif'
  | 'case'
  | 'coalesce'
  | 'min-max'
  | 'array'
  | 'row'
  | 'whole-row'
  | 'element'
  | 'field'
  | 'value'
  | 'case-value'
  | 'other';

export interface TypedForm extends TypedNode {
  readonly kind: 'form';
  readonly form: Form;
  /** `IS_TRUE`, an operator's name: whatever tells two of a form apart. */
  readonly detail: string;
}

/** Who asks for a coercion: the expression itself, an assignment (INSERT, ALTER TYPE), or a cast that is written. */
export type CoercionContext = 'implicit' | 'assignment' | 'explicit';

/** What names in an expression mean. */
export interface Scope {
  /** Relations whose columns can be named, with the name that they go by. */
  readonly relations: readonly { readonly alias: string; readonly relation: Relation }[];
  /** Arguments of a SQL function, by number and name. */
  readonly parameters: readonly { readonly name: string | null; readonly value: Typed }[];
}

export const NO_SCOPE: Scope = { relations: [], parameters: [] };

/** A form with its arguments. */
export function form(
  kind: Form,
  use: TypeUse,
  args: readonly Typed[],
  detail: string = '',
  volatility: Volatility = 'immutable',
): TypedForm {
  return { kind: 'form', form: kind, use, arguments: args, detail, volatility };
}

/** The worse promise of two. */
export function worse(left: Volatility, right: Volatility): Volatility {
  if (left === 'volatile' || right === 'volatile') return 'volatile';
  return left === 'stable' || right === 'stable' ? 'stable' : 'immutable';
}

/** The worst volatility in a tree (contain_volatile_functions, contain_mutable_functions of clauses.c). */
export function worstVolatility(typed: Typed): Volatility {
  return typed.arguments.reduce((worst, argument) => worse(worst, worstVolatility(argument)), typed.volatility);
}

/** A tree with its arguments replaced. */
export function withArguments(typed: Typed, args: readonly Typed[]): Typed {
  return args.every((argument, at) => argument === typed.arguments[at]) ? typed : { ...typed, arguments: args };
}

/** The node and all below it. */
export function* nodesOf(typed: Typed): Generator<Typed> {
  yield typed;
  for (const argument of typed.arguments) yield* nodesOf(argument);
}
