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
const FIRST_ROWS: readonly number[] = [...Array.from({ length: 28 }, (_row, at) => at + 1), 40, 60];

/**
 * Tries candidates on the server, which knows best what a CHECK lets through. Answers the solutions of each puzzle, the likeliest first; none: no
 * combination of candidates passes for every row. One round trip, more where a candidate makes a condition fail.
 */
export async function solveConditions(
  session: Session,
  puzzles: readonly Puzzle[],
  rows: number,
): Promise<readonly (readonly Solution[])[]> {
  const limited = puzzles.map(withFewCandidates);
  const found: (readonly Solution[])[] = [];
  while (found.length < limited.length) {
    const texts = limited.slice(found.length).map((puzzle) => puzzleQuery(puzzle, rows));
    const outcome = await session.send(['SET LOCAL jit = off', ...texts].join(';\n'), {
      onComplete: (_index, _tag, result) => {
        const puzzle = limited[found.length];
        if (result !== null && puzzle !== undefined) found.push(result.rows.map((row) => solutionOf(puzzle, row.map(Number))));
      },
    });
    const failed = limited[found.length];
    if (outcome.error !== null && failed !== undefined) found.push(await solveOneByOne(session, failed, rows));
  }
  return found;
}

function solutionOf({ columns }: Puzzle, picks: readonly number[]): Solution {
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

function puzzleQuery({ columns, conditions }: Puzzle, rows: number): string {
  const samples = [...new Set([...FIRST_ROWS, Math.ceil(rows / 2), rows - 1, rows])].filter((row) => row >= 1 && row <= Math.max(rows, 4));
  const joined = columns.map(({ name, candidates }, at) => {
    const values = candidates.map((value, n) => `(${n}, ${value.sql(ROW)})`);
    return `CROSS JOIN LATERAL (VALUES ${values.join(', ')}) AS "#c${at}"(${pick(at)}, ${quoteIdentifier(name)})`;
  });
  const picks = columns.map((_column, at) => pick(at));
  return `SELECT ${picks.join(', ')}
  FROM unnest(ARRAY[${samples.join(', ')}]::int8[]) AS ${ROWS}(${ROW})
  ${joined.join('\n  ')}
 GROUP BY ${picks.join(', ')}
HAVING bool_and(${conditions.map((condition) => `(${condition}) IS NOT FALSE`).join(' AND ')})
 ORDER BY ${picks.join(' + ')}, ${picks.join(', ')}
 LIMIT ${MOST_SOLUTIONS}`;
}

const MOST_SINGLE_TRIES = 60;

/** Each combination by itself, for a condition that fails on values of some candidates: a cast in it, a division. */
async function solveOneByOne(session: Session, puzzle: Puzzle, rows: number): Promise<readonly Solution[]> {
  const found: Solution[] = [];
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
    if (passes) found.push(solutionOf(puzzle, picks));
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
