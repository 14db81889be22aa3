import type { Session } from '../../postgres/session.ts';
import { quoteIdentifier } from '../../syntax/names.ts';
import type { Value } from './value.ts';

/** A column and what it might hold, likely values first. */
export interface OpenColumn {
  readonly number: number;
  readonly name: string;
  readonly candidates: readonly Value[];
}

/** Columns of one table that conditions tie together. */
export interface Puzzle {
  readonly columns: readonly OpenColumn[];
  /** SQL over the names of the columns; none may be false. */
  readonly conditions: readonly string[];
}

/** The candidates that pass together, by the number of the column. */
export type Solution = ReadonlyMap<number, Value>;

/** More combinations than this are not tried at once. */
const MOST_COMBINATIONS = 4000;
const MOST_SOLUTIONS = 40;
/** Rows for which a combination must pass, besides the last ones: enough to see all values that come in turn, but for very many. */
const MOST_SAMPLES = 28;

function samples(first: number, count: number): readonly number[] {
  const early = Array.from({ length: Math.min(count, MOST_SAMPLES) }, (_row, at) => first + at);
  const late = [Math.ceil(count / 2), count - 1, count].map((row) => first + row - 1);
  return count <= MOST_SAMPLES ? early : [...new Set([...early, ...late])];
}

/**
 * Tries candidates on the server, which knows best what a CHECK lets through. Answers the solutions of each puzzle, the likeliest first; none: no
 * combination of candidates passes for every row. One round trip, more where a candidate makes a condition fail.
 */
export async function solveConditions(
  session: Session,
  puzzles: readonly Puzzle[],
  first: number,
  count: number,
): Promise<readonly (readonly Solution[])[]> {
  const rows = samples(first, count);
  const limited = puzzles.map(withFewCandidates);
  const known = solved.get(session) ?? new Map<string, readonly Picks[]>();
  solved.set(session, known);
  const texts = limited.map((puzzle) => puzzleQuery(puzzle, rows));
  const open = limited.flatMap((puzzle, at): Asked[] => (known.has(texts[at] ?? '') ? [] : [{ puzzle, text: texts[at] ?? '' }]));
  const found = await ask(session, open, rows);
  for (const [at, { text }] of open.entries()) known.set(text, found[at] ?? []);
  return limited.map((puzzle, at) => (known.get(texts[at] ?? '') ?? []).map((picks) => solutionOf(puzzle, picks)));
}

/** Which candidate of each column. */
type Picks = readonly number[];

/** The same tables come again with each migration. */
const solved = new WeakMap<Session, Map<string, readonly Picks[]>>();

interface Asked {
  readonly puzzle: Puzzle;
  readonly text: string;
}

async function ask(session: Session, asked: readonly Asked[], rows: readonly number[]): Promise<readonly (readonly Picks[])[]> {
  const found: (readonly Picks[])[] = [];
  while (found.length < asked.length) {
    const texts = asked.slice(found.length).map(({ text }) => text);
    const outcome = await session.send(['SET LOCAL jit = off', ...texts].join(';\n'), {
      onComplete: (_index, _tag, result) => {
        if (result !== null) found.push(result.rows.map((row) => row.map(Number)));
      },
    });
    const failed = asked[found.length];
    if (outcome.error !== null && failed !== undefined) found.push(await solveOneByOne(session, failed.puzzle, rows));
  }
  return found;
}

function solutionOf({ columns }: Puzzle, picks: Picks): Solution {
  return new Map(
    columns.flatMap(({ number, candidates }, at) => {
      const value = candidates[picks[at] ?? 0];
      return value === undefined ? [] : [[number, value] as const];
    }),
  );
}

function withFewCandidates({ columns, conditions }: Puzzle): Puzzle {
  const lengths = columns.map(({ candidates }) => candidates.length);
  while (lengths.reduce((product, length) => product * length, 1) > MOST_COMBINATIONS && Math.max(...lengths) > 1) {
    const longest = lengths.indexOf(Math.max(...lengths));
    lengths[longest] = (lengths[longest] ?? 1) - 1;
  }
  return { conditions, columns: columns.map((column, at) => ({ ...column, candidates: fewest(column.candidates, lengths[at] ?? 1) })) };
}

// The last one is NULL where that is allowed: conditions that tie many columns together mostly tell which of them are there.
function fewest(candidates: readonly Value[], length: number): readonly Value[] {
  return candidates.length <= length ? candidates : [...candidates.slice(0, length - 1), ...candidates.slice(-1)];
}

// Names that no column of a user has.
const ROWS = '"#rows"';
const ROW = '"#row"';
const pick = (at: number): string => `"#${at}"`;

function puzzleQuery({ columns, conditions }: Puzzle, rows: readonly number[]): string {
  const joined = columns.map(({ name, candidates }, at) => {
    const values = candidates.map((value, n) => `(${n}, ${value.sql(ROW)})`);
    return `CROSS JOIN LATERAL (VALUES ${values.join(', ')}) AS "#c${at}"(${pick(at)}, ${quoteIdentifier(name)})`;
  });
  const picks = columns.map((_column, at) => pick(at));
  return `SELECT ${picks.join(', ')}
  FROM unnest(ARRAY[${rows.join(', ')}]::int8[]) AS ${ROWS}(${ROW})
  ${joined.join('\n  ')}
 GROUP BY ${picks.join(', ')}
HAVING bool_and(${conditions.map((condition) => `(${condition}) IS NOT FALSE`).join(' AND ')})
 ORDER BY ${picks.join(' + ')}, ${picks.join(', ')}
 LIMIT ${MOST_SOLUTIONS}`;
}

const MOST_SINGLE_TRIES = 60;

/** Each combination by itself, for a condition that fails on values of some candidates: a cast in it, a division. */
async function solveOneByOne(session: Session, puzzle: Puzzle, rows: readonly number[]): Promise<readonly Picks[]> {
  const found: Picks[] = [];
  let tries = 0;
  for (const picks of combinations(puzzle.columns.map(({ candidates }) => candidates.length))) {
    if (++tries > MOST_SINGLE_TRIES || found.length > 2) break;
    const columns = puzzle.columns.map((column, at) => ({
      ...column,
      candidates: column.candidates.slice(picks[at] ?? 0, (picks[at] ?? 0) + 1),
    }));
    let passes = false;
    await session.send(puzzleQuery({ ...puzzle, columns }, rows), {
      onComplete: (_index, _tag, result) => (passes = result?.rows.length === 1),
    });
    if (passes) found.push(picks);
  }
  return found;
}

// The likeliest first: in the order of the sum of places.
function* combinations(lengths: readonly number[]): Generator<readonly number[]> {
  const most = lengths.reduce((sum, length) => sum + length - 1, 0);
  for (let sum = 0; sum <= most; sum++) yield* withSum(lengths, sum);
}

function* withSum([length = 0, ...others]: readonly number[], sum: number): Generator<readonly number[]> {
  if (others.length === 0) {
    if (sum < length) yield [sum];
    return;
  }
  for (let first = 0; first <= Math.min(sum, length - 1); first++) for (const rest of withSum(others, sum - first)) yield [first, ...rest];
}
