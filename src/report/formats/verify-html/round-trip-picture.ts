import type { MigrationProof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import type { Tone } from '../../page/palette.ts';
import { restoredWords, reupWords, stepsOf, timeWords, type RoundTripStep } from '../../verdict-words.ts';

const NODE = { width: 116, height: 34 };
const STEP_X = 156;
const TOP = 30;
const BOTTOM = 126;
const HEIGHT = 184;
const MARGIN = 4;
const SIGN_RADIUS = 11;
const LABEL_GAP = 14;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A state of the database, where its box stands, and the step that led to it. */
interface State {
  readonly name: string;
  readonly at: Point;
  readonly step: RoundTripStep | null;
}

/** Whether two states are alike. */
interface Comparison {
  readonly from: number;
  readonly to: number;
  readonly what: string;
  readonly sign: '=' | '≠' | '?';
  readonly words: string;
  readonly tone: Tone | 'unknown';
}

/**
 * The round trip as a path: from the state before, up, down and up again. States that ought to be equal stand at the same height, with a sign between them
 * that says whether they are.
 */
export function roundTripPicture(migration: MigrationProof): Html {
  const states = statesOf(migration);
  const comparisons = comparisonsOf(migration);
  const width = (states.length - 1) * STEP_X + NODE.width + 2 * MARGIN;
  const words = [
    ...states.flatMap(({ step }) => (step === null ? [] : [labelOf(step)])),
    ...comparisons.map((comparison) => `${comparison.what}: ${comparison.words}`),
  ];
  const reached = states.findIndex(({ step }) => step !== null && !hasRun(step));
  const isReached = (index: number): boolean => reached < 0 || index < reached;
  return markup`<svg class="trip${migration.version === null ? ' short' : ''}" width="${width}" height="${HEIGHT}" viewBox="${-MARGIN} 0 ${width} ${HEIGHT}" role="img" aria-label="${words.join('; ')}">
${comparisons.map((comparison) => comparisonHtml(comparison, states))}
${states.map((state, index) => stepHtml(states[index - 1], state, index - 1 === 0 || isReached(index - 1)))}
${states.map((state, index) => nodeHtml(state, isReached(index)))}
</svg>`;
}

function statesOf(migration: MigrationProof): readonly State[] {
  const isRepeatable = migration.version === null;
  const names = isRepeatable ? ['after first run', 'after second'] : ['after up', 'after undo', 'after up again'];
  const heights = isRepeatable ? [TOP, TOP] : [TOP, BOTTOM, TOP];
  const later = stepsOf(migration).map((step, index) => ({
    name: names[index] ?? '',
    at: { x: (index + 1) * STEP_X, y: heights[index] ?? TOP },
    step,
  }));
  return [{ name: 'before', at: { x: 0, y: BOTTOM }, step: null }, ...later];
}

function comparisonsOf(migration: MigrationProof): readonly Comparison[] {
  const { version, restored, dataDifferences, reup } = migration;
  const isBack = restored === null ? null : restored === 'exact' && dataDifferences.length === 0;
  const backTone = restored === 'order' && dataDifferences.length === 0 ? 'medium' : toneOf(isBack);
  const isSame = reup === null || reup === 'failed' ? null : migration.reupDifferences.length === 0;
  const again = {
    what: 'after up again',
    sign: signOf(isSame),
    words: isSame === null ? 'not known' : reupWords(migration),
    tone: toneOf(isSame),
  };
  if (version === null) return [{ from: 1, to: 2, ...again }];
  const back = { what: 'after undo', sign: signOf(isBack), words: restoredWords(migration), tone: backTone };
  return [
    { from: 0, to: 2, ...back },
    { from: 1, to: 3, ...again },
  ];
}

function signOf(isEqual: boolean | null): Comparison['sign'] {
  return isEqual === null ? '?' : isEqual ? '=' : '≠';
}

function toneOf(isEqual: boolean | null): Comparison['tone'] {
  return isEqual === null ? 'unknown' : isEqual ? 'low' : 'critical';
}

function hasRun({ outcome }: RoundTripStep): boolean {
  return outcome === 'ok' || outcome === 'empty';
}

function comparisonHtml({ from, to, sign, words, tone }: Comparison, states: readonly State[]): Html {
  const [left, right] = [states[from]?.at, states[to]?.at];
  if (left === undefined || right === undefined) return markup``;
  const y = left.y + NODE.height / 2;
  const middle = (left.x + NODE.width + right.x) / 2;
  // Above the upper states, below the lower ones: the path runs between them.
  const wordsY = left.y === TOP ? TOP - 13 : BOTTOM + NODE.height + 18;
  return markup`<g class="compare ${tone}"><path d="M${left.x + NODE.width} ${y}H${right.x}"/><circle cx="${middle}" cy="${y}" r="${SIGN_RADIUS}"/><text x="${middle}" y="${y + 5}" class="sign">${sign}</text><text x="${middle}" y="${wordsY}">${words}</text></g>`;
}

function stepHtml(previous: State | undefined, { at, step }: State, isTried: boolean): Html {
  if (previous === undefined || step === null) return markup``;
  const from = previous.at;
  if (from.y === at.y) return arcHtml(from, at, step, isTried);
  const isRising = at.y < from.y;
  const start = { x: from.x + NODE.width / 2, y: isRising ? from.y : from.y + NODE.height };
  const end = { x: at.x + NODE.width / 2, y: isRising ? at.y + NODE.height : at.y };
  const middle = { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  const angle = (Math.atan2(end.y - start.y, end.x - start.x) * 180) / Math.PI;
  const label = { x: middle.x - LABEL_GAP, y: isRising ? middle.y - 1 : middle.y + 13 };
  return edgeHtml(
    step,
    isTried,
    `M${start.x} ${start.y}L${end.x} ${end.y}`,
    { end, angle, middle },
    markup`<text x="${label.x}" y="${label.y}" class="left">${labelOf(step)}</text>`,
  );
}

/** From one state to another one of the same height, below the sign between them. */
function arcHtml(from: Point, to: Point, step: RoundTripStep, isTried: boolean): Html {
  const [start, end] = [from, to].map(({ x, y }) => ({ x: x + NODE.width / 2, y: y + NODE.height })) as [Point, Point];
  const bend = start.y + 52;
  const middle = { x: (start.x + end.x) / 2, y: start.y + 39 };
  const path = `M${start.x} ${start.y}C${start.x} ${bend} ${end.x} ${bend} ${end.x} ${end.y}`;
  return edgeHtml(
    step,
    isTried,
    path,
    { end, angle: -90, middle },
    markup`<text x="${middle.x}" y="${middle.y + 20}">${labelOf(step)}</text>`,
  );
}

function edgeHtml(
  step: RoundTripStep,
  isTried: boolean,
  path: string,
  { end, angle, middle }: { readonly end: Point; readonly angle: number; readonly middle: Point },
  label: Html,
): Html {
  const kind = hasRun(step) ? 'done' : step.outcome === 'failed' ? 'failed' : step.outcome === 'none' ? 'none' : 'untried';
  if (!isTried && kind === 'untried') return markup`<g class="step untried"><path d="${path}"/>${label}</g>`;
  const head = markup`<path class="head" d="M0 0L-9 4.5L-9 -4.5z" transform="translate(${round(end.x)} ${round(end.y)}) rotate(${round(angle)})"/>`;
  const cross =
    kind === 'failed'
      ? markup`<circle cx="${middle.x}" cy="${middle.y}" r="9"/><text class="sign" x="${middle.x}" y="${middle.y + 5}">✕</text>`
      : null;
  return markup`<g class="step ${kind}"><path d="${path}"/>${kind === 'done' ? head : null}${cross}${label}</g>`;
}

function nodeHtml({ name, at }: State, isReached: boolean): Html {
  return markup`<g class="state${isReached ? '' : ' unreached'}"><rect x="${at.x}" y="${at.y}" width="${NODE.width}" height="${NODE.height}" rx="6"/><text x="${at.x + NODE.width / 2}" y="${at.y + 22}">${name}</text></g>`;
}

function labelOf({ name, outcome, elapsedMs }: RoundTripStep): string {
  const time = elapsedMs === null ? '' : ` ${timeWords(elapsedMs)}`;
  switch (outcome) {
    case 'ok':
      return `${name}${time}`;
    case 'empty':
      return `${name}: empty${time === '' ? '' : `,${time}`}`;
    case 'failed':
      return `${name} failed`;
    case 'none':
      return 'no undo script';
    case null:
      return `${name} not tried`;
  }
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
