// Compares the analysis with what real servers did: `npm run truth -- cases.jsonl`, truth-pg14.json .. truth-pg18.json beside it.
//   --mode static|catalog   the set-up read as text, or from a server; both without it
//   --versions 15,18        majors, all five without it
//   --only id,id            these cases
//   --list                  what was missed, false alarms, wrong lock modes and rewrites
//   --effects               what the analysis says of each case
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadParser } from '../../../src/syntax/parse.ts';
import { effectLine } from './effect-line.ts';
import { readCases, readTruth } from './cases.ts';
import type { TruthCase } from './cases.ts';
import { predict } from './predict.ts';
import type { Prediction } from './predict.ts';
import { meetsGoal, scoreLine, scoreOf } from './score.ts';
import type { Mode } from './score.ts';
import { staticWorld } from './static-world.ts';

const MAJORS = [14, 15, 16, 17, 18];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string' },
    versions: { type: 'string' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
    effects: { type: 'boolean', default: false },
  },
});
const [file] = positionals;
if (file === undefined || (values.mode !== undefined && values.mode !== 'static' && values.mode !== 'catalog')) {
  console.error('usage: npm run truth -- cases.jsonl [--mode static|catalog] [--versions 15,18] [--only id,id] [--list] [--effects]');
  process.exit(2);
}
const only = values.only?.split(',') ?? null;
const cases = readCases(file).filter(({ id }) => only?.includes(id) ?? true);
const majors = values.versions?.split(',').map(Number) ?? MAJORS;

await loadParser();
for (const major of majors) {
  if (values.mode !== 'catalog') report('static', major, predictStatic(cases, major));
}

function predictStatic(wanted: readonly TruthCase[], major: number): ReadonlyMap<string, Prediction> {
  return new Map(wanted.map((one) => [one.id, predict(one, () => staticWorld(one, major))]));
}

function report(mode: Mode, major: number, predictions: ReadonlyMap<string, Prediction>): void {
  const score = scoreOf(readTruth(file ?? '', major), predictions);
  console.log(scoreLine(mode, major, score));
  const shown = score.misses.filter(({ what }) => values.list || what === 'crash');
  for (const { id, what, text } of shown) console.log(`  ${mode} ${major} ${what} ${id}: ${text}`);
  if (values.effects) for (const [id, prediction] of predictions) console.log([id, ...prediction.effects.map(effectLine)].join('\n    '));
  if (!meetsGoal(mode, score)) process.exitCode = 1;
}
