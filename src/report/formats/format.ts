import type { Rule } from '../../analyze/rule.ts';
import type { Drift } from '../../model/drift.ts';
import type { Plan } from '../../model/plan.ts';
import type { Proof } from '../../model/verdict.ts';

/** What a format tells of a rule. */
export type RuleDescription = Pick<Rule, 'id' | 'title' | 'group' | 'severity' | 'why' | 'safer' | 'documentation'>;

/** What a format may be asked for; each looks at what concerns it. */
export interface RenderOptions {
  /** Terminal: ANSI colours. */
  readonly color: boolean;
  /** Terminal: columns. */
  readonly width: number;
  /** `lint` tells on a terminal what was found, `plan` all of the plan. */
  readonly command: string;
  /** All rules that were asked, the project's own, too; ours unless given. */
  readonly rules?: readonly RuleDescription[] | undefined;
  /** Root of the repository: paths below it are told relative to it. Else they are as configured. */
  readonly sourceRoot?: string | undefined;
  /** Name of the comment on a pull request, which a later one of the same name replaces; `plan` or `verify` unless given. */
  readonly commentName?: string | undefined;
  /** Where a reader of a cut comment finds all of it: a link or words. */
  readonly fullReport?: string | undefined;
}

/** A way to show what a command has found: `flyback plan --format ID`. */
export interface Format<Subject> {
  readonly id: string;
  /** Of a file that holds it, without a dot. */
  readonly extension: string;
  readonly render: (subject: Subject, options: RenderOptions) => string;
}

/** A way to show a plan. */
export type PlanFormat = Format<Plan>;

/** A way to show a proof. */
export type VerifyFormat = Format<Proof>;

/** A way to show a drift. */
export type DriftFormat = Format<Drift>;
