/** How much a hazard matters, least first. */
export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What kind of trouble a rule is about. */
export type RuleGroup = 'lock' | 'data-loss' | 'compatibility' | 'correctness' | 'transaction' | 'policy' | 'coverage';

/** A stretch of a file; lines and columns are 1-based, columns count characters, offsets bytes. */
export interface Region {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly offset: number;
  readonly length: number;
}

/** A single point of a file, its beginning unless told. */
export function pointIn(file: string, line: number = 1, column: number = 1): Region {
  return { file, line, column, endLine: line, endColumn: column, offset: 0, length: 0 };
}

/** A `flyback:allow` comment that covers a hazard. */
export interface Suppression {
  readonly rule: string;
  readonly reason: string;
  /** `YYYY-MM-DD`, the last day on which it holds; null: for ever. */
  readonly until: string | null;
  readonly by: string | null;
  readonly region: Region;
}

/** A rule's finding at a place. */
export interface Hazard {
  /** Id of the rule: `create-index-blocks-writes`. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence with names and figures: what happens here. */
  readonly message: string;
  /** What to do instead, in words; null where nothing is better. */
  readonly safer: string | null;
  /** The same as SQL, ready to paste, where it can be written down. */
  readonly saferSql: string | null;
  /** PostgreSQL's manual. */
  readonly documentation: string;
  readonly region: Region;
  /** `schema.table`, where the hazard is about one. */
  readonly relation: string | null;
  /** Set where the file allows it; it is shown all the same. */
  readonly suppressedBy: Suppression | null;
}

/** Position of a severity in {@link SEVERITIES}. */
export function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Is `left` at least as serious as `right`? */
export function isAtLeastSeverity(left: Severity, right: Severity): boolean {
  return rankOf(left) >= rankOf(right);
}

/** 0-24 low, 25-49 medium, 50-74 high, 75-100 critical (AutoDB's edges). */
export type RiskCategory = 'low' | 'medium' | 'high' | 'critical';

/** A score from 0 to 100, and what it is made of. */
export interface Risk {
  readonly score: number;
  readonly category: RiskCategory;
  /** What added to the score, the largest part first. */
  readonly parts: readonly { readonly points: number; readonly reason: string }[];
}

/** The category of a score. */
export function categoryOf(score: number): RiskCategory {
  if (score < 25) return 'low';
  if (score < 50) return 'medium';
  return score < 75 ? 'high' : 'critical';
}
