// Compares the analysis with what real servers did: `npm run truth -- cases.jsonl`, truth-pg14.json .. truth-pg18.json beside it.
//   --mode static|catalog   the set-up read as text, or from a server; both without it
//   --mode worlds           no statement is looked at: is the world that grows from the set-up's text the one that the server has?
//   --versions 15,18        majors, all five without it
//   --only id,id            these cases
//   --list                  what was missed, false alarms, wrong lock modes and rewrites
//   --effects               what the analysis says of each case
//   --cache dir             keeps what was read from servers, so that a second run needs none
import process from 'node:process';
import { parseArgs } from 'node:util';
import { worldFromCatalog } from '../../../src/analyze/world/from-catalog.ts';
import { loadParser } from '../../../src/syntax/parse.ts';
import { MAJORS } from '../server-of-major.ts';
import { effectLine } from './effect-line.ts';
import { readCases, readTruth, setUpOf } from './cases.ts';
import { readCatalogs } from './catalogs.ts';
import { predict } from './predict.ts';
import type { Prediction } from './predict.ts';
import { goalText, meetsGoal, scoreLine, scoreOf } from './score.ts';
import type { Mode } from './score.ts';
import { staticWorld } from './static-world.ts';
import { differences } from './world-facts.ts';

const SERVERS_AT_A_TIME = 2;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: 'string' },
    versions: { type: 'string' },
    only: { type: 'string' },
    cache: { type: 'string' },
    list: { type: 'boolean', default: false },
    effects: { type: 'boolean', default: false },
  },
});
const [file = ''] = positionals;
if (file === '' || (values.mode !== undefined && !['static', 'catalog', 'worlds'].includes(values.mode))) {
  console.error(
    'usage: npm run truth -- cases.jsonl [--mode static|catalog|worlds] [--versions 15,18] [--only id,id] [--list] [--effects] [--cache dir]',
  );
  process.exit(2);
}
const only = values.only?.split(',') ?? null;
const cases = readCases(file).filter(({ id }) => only?.includes(id) ?? true);
const majors = values.versions?.split(',').map(Number) ?? MAJORS;

await loadParser();
if (values.mode === 'worlds') for (const major of majors) await compareWorlds(major);
if (values.mode === undefined || values.mode === 'static') for (const major of majors) report('static', major, predictStatic(major));
if (values.mode === undefined || values.mode === 'catalog') {
  // One after the other in order, but two servers at work.
  const waiting = [...majors];
  const running = new Map<number, Promise<ReadonlyMap<string, Prediction>>>();
  for (const major of majors) {
    while (running.size < SERVERS_AT_A_TIME && waiting.length > 0) {
      const next = waiting.shift() ?? major;
      running.set(next, predictFromCatalog(next));
    }
    report('catalog', major, (await running.get(major)) ?? new Map());
    running.delete(major);
  }
}

async function compareWorlds(major: number): Promise<void> {
  const catalogs = await readCatalogs(cases, major, values.cache ?? null);
  const setUps = [...Map.groupBy(cases, setUpOf).values()].flatMap(([first]) => first ?? []);
  let alike = 0;
  for (const one of setUps) {
    const catalog = catalogs.get(one.id);
    const found =
      catalog === undefined || catalog instanceof Error
        ? [`no catalog: ${String(catalog)}`]
        : differences(staticWorld(one, major), worldFromCatalog(catalog));
    if (found.length === 0) alike += 1;
    else if (values.list) for (const difference of found) console.log(`  worlds ${major} ${one.id}: ${difference}`);
  }
  console.log(`worlds ${major}: alike ${alike}/${setUps.length}`);
  if (alike < setUps.length) process.exitCode = 1;
}

function predictStatic(major: number): ReadonlyMap<string, Prediction> {
  return new Map(cases.map((one) => [one.id, predict(one, () => staticWorld(one, major))]));
}

async function predictFromCatalog(major: number): Promise<ReadonlyMap<string, Prediction>> {
  const catalogs = await readCatalogs(cases, major, values.cache ?? null);
  return new Map(
    cases.map((one) => [
      one.id,
      predict(one, () => {
        const catalog = catalogs.get(one.id);
        if (catalog === undefined || catalog instanceof Error) throw catalog ?? new Error('no catalog was read');
        return worldFromCatalog(catalog);
      }),
    ]),
  );
}

function report(mode: Mode, major: number, predictions: ReadonlyMap<string, Prediction>): void {
  const score = scoreOf(readTruth(file, major), predictions);
  console.log(scoreLine(mode, major, score));
  const shown = score.misses.filter(({ what }) => values.list || what === 'crash');
  for (const { id, what, text } of shown) console.log(`  ${mode} ${major} ${what} ${id}: ${text}`);
  if (values.effects) for (const [id, prediction] of predictions) console.log([id, ...prediction.effects.map(effectLine)].join('\n    '));
  if (meetsGoal(mode, score)) return;
  console.error(`${mode} ${major} misses its goals: ${goalText(mode)}`);
  process.exitCode = 1;
}
