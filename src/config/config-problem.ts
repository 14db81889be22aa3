import { ConfigError, type ErrorCode } from '../model/errors.ts';
import type { LogLine } from '../model/log.ts';

/** One thing that is wrong with a configuration. */
export interface ConfigProblem {
  readonly code: Extract<ErrorCode, `CONFIG_${string}`> | 'UNSUPPORTED';
  /** What Flyway says where it says something; never a secret. */
  readonly text: string;
  /** Where the value stands: `flyway.conf line 3`, `FLYWAY_TARGET`, `-target`. */
  readonly source: string;
  readonly hint?: string | undefined;
  /** Flyway's code in JSON; default `CONFIGURATION`. */
  readonly flywayCode?: string | undefined;
  /** Problems with the same group are one message in Flyway, which `text` of the first one holds. */
  readonly group?: string | undefined;
  /** The full name of the key, where the problem is that nobody knows it. */
  readonly key?: string | undefined;
}

/**
 * All problems of one configuration. `message` is what Flyway would have said first (Flyway stops there);
 * `hint` says what was probably meant and lists the other problems.
 */
export class ConfigProblemsError extends ConfigError {
  readonly problems: readonly ConfigProblem[];
  /** What was to be told before the first problem came up. */
  readonly warnings: readonly LogLine[];

  constructor(
    message: string,
    problems: readonly ConfigProblem[],
    options: { readonly hint?: string | undefined; readonly flywayCode?: string | undefined; readonly warnings?: readonly LogLine[] } = {},
  ) {
    super(problems[0]?.code ?? 'CONFIG_INVALID', message, { hint: options.hint, flywayCode: options.flywayCode ?? 'CONFIGURATION' });
    this.problems = problems;
    this.warnings = options.warnings ?? [];
  }
}

function hintOf(first: readonly ConfigProblem[], others: readonly ConfigProblem[]): string | undefined {
  const lines = [...new Set(first.flatMap((problem) => problem.hint ?? []))];
  if (others.length > 0) {
    lines.push(others.length === 1 ? 'One more problem:' : `${others.length} more problems:`);
    for (const problem of others) {
      const hint = problem.hint === undefined ? '' : ` ${problem.hint}`;
      lines.push(`- ${problem.text.trim()} (${problem.source})${hint}`);
    }
  }
  return lines.length === 0 ? undefined : lines.join('\n');
}

/** Makes one error of all problems, in the order Flyway would find them. `wordGroup` words a whole group as Flyway does. */
export function configProblemsError(
  problems: readonly ConfigProblem[],
  wordGroup: (group: string, problems: readonly ConfigProblem[]) => string = (_group, all) => all.map(({ text }) => text).join('\n'),
  warnings: readonly LogLine[] = [],
): ConfigProblemsError {
  const [first] = problems;
  if (first === undefined) throw new RangeError('no problem');
  const group = first.group;
  const together = group === undefined ? [first] : problems.filter((problem) => problem.group === group);
  const others = problems.filter((problem) => !together.includes(problem));
  const message = group === undefined ? first.text : wordGroup(group, together);
  return new ConfigProblemsError(message, problems, { hint: hintOf(together, others), flywayCode: first.flywayCode, warnings });
}
