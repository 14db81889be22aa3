import type { Node } from 'libpg-query';
import type { Effect } from '../model/effect.ts';
import type { RuleGroup, Severity } from '../model/hazard.ts';
import type { Relation } from './world/objects.ts';
import type { World } from './world/world.ts';

/** Limits and patterns that a project sets for its own policies; null: not checked. */
export interface PolicySettings {
  /** All rules that there are: ours and the project's own. */
  readonly rules: readonly Rule[];
  /** Longest migration in bytes. */
  readonly maxMigrationBytes: number | null;
  /** Most statements of a migration. */
  readonly maxStatements: number | null;
  /** Most indexes on one table. */
  readonly maxIndexesPerTable: number | null;
  /** Most columns of one index. */
  readonly maxIndexColumns: number | null;
  /** Regular expressions that new names must match, by kind: `table`, `column`, `index`, `constraint`. */
  readonly namePatterns: ReadonlyMap<string, RegExp>;
  /** Rules that are switched on although they are opt-in, and off although they are not. */
  readonly enabledRules: ReadonlySet<string>;
  readonly disabledRules: ReadonlySet<string>;
}

/** A statement as rules see it, after it has been followed. */
export interface StatementSubject {
  readonly node: Node;
  /** `AlterTableStmt`: the only key of `node`. */
  readonly kind: string;
  readonly sql: string;
  readonly effects: readonly Effect[];
  /** The world as the statement leaves it. */
  readonly world: World;
  /** Null outside a transaction. */
  readonly segment: number | null;
  /** Those before it in the same transaction, oldest first. */
  readonly earlierInTransaction: readonly StatementSubject[];
  readonly script: ScriptSubject;
  readonly policy: PolicySettings;
}

/** A script as rules see it. */
export interface ScriptSubject {
  /** Path below its location. */
  readonly script: string;
  readonly kind: 'versioned' | 'repeatable' | 'baseline' | 'callback' | 'undo';
  readonly version: string | null;
  readonly bytes: number;
  readonly isTransactional: boolean;
  readonly hasUndo: boolean;
  /** Those followed so far; all of them when the script's own rules are asked. */
  readonly statements: readonly StatementSubject[];
  readonly world: World;
  readonly policy: PolicySettings;
}

/** What a rule says about a statement or script. */
export interface Finding {
  readonly message: string;
  /** The rule's own unless given. */
  readonly severity?: Severity;
  /** The rule's own unless given; null: nothing is better. */
  readonly safer?: string | null;
  readonly saferSql?: string | null;
  readonly relation?: string | null;
  /** Byte offset in the statement, as the parser's `location` has it. */
  readonly offset?: number;
}

interface RuleFacts {
  /** Kebab-case, what goes wrong: `create-index-blocks-writes`. */
  readonly id: string;
  readonly title: string;
  readonly group: RuleGroup;
  /** Before size and activity are looked at. */
  readonly severity: Severity;
  /** Why it hurts, in Markdown: what PostgreSQL does. */
  readonly why: string;
  /** What to do instead, in Markdown. */
  readonly safer: string;
  /** A page of PostgreSQL's manual. */
  readonly documentation: string;
  /** The same idea elsewhere: `squawk require-concurrent-index-creation`. */
  readonly alsoKnownAs: readonly string[];
  /** Only where a project asks for it (`flyback.rules=+id`). */
  readonly isOptIn?: boolean;
}

/** Looks at single statements; `before` notes what the statement itself changes in the world. */
export interface StatementRule<Before = unknown> extends RuleFacts {
  readonly scope: 'statement';
  readonly before?: (node: Node, world: World) => Before;
  readonly check: (subject: StatementSubject, before: Before) => readonly Finding[];
}

/** Looks at a script as a whole, after its last statement. */
export interface ScriptRule extends RuleFacts {
  readonly scope: 'script';
  readonly check: (subject: ScriptSubject) => readonly (Finding & { readonly statement?: StatementSubject })[];
}

/** Has no check of its own: what reads and follows the scripts raises it, and it can be named, documented and allowed as any other. */
export interface EngineRule extends RuleFacts {
  readonly scope: 'engine';
}

export type Rule = StatementRule<never> | ScriptRule | EngineRule;

/** A rule for statements, with the type of what `before` notes. */
export function statementRule<Before = undefined>(rule: Omit<StatementRule<Before>, 'scope'>): Rule {
  return { ...rule, scope: 'statement' } as unknown as Rule;
}

/** A rule for scripts. */
export function scriptRule(rule: Omit<ScriptRule, 'scope'>): Rule {
  return { ...rule, scope: 'script' };
}

/** A rule that is raised where scripts are read and followed. */
export function engineRule(rule: Omit<EngineRule, 'scope'>): Rule {
  return { ...rule, scope: 'engine' };
}

/** `schema.name`, or the bare name where it lies in the first schema of the search path. */
export function shownName(world: World, relation: Pick<Relation, 'schema' | 'name'>): string {
  return relation.schema === world.creationSchema() || relation.schema === 'pg_temp'
    ? relation.name
    : `${relation.schema}.${relation.name}`;
}
