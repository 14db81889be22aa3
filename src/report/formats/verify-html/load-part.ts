import type { LoadedTable, LoadMoment, LoadReport } from '../../../model/load.ts';
import type { MigrationProof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { loadedStatementWords, loadFailureWords, shownMs, stallWords, trafficWords } from '../../load-words.ts';

const WIDTH = 640;
const HEIGHT = 124;
const LEFT = 56;
const BASE = 92;
const TOP = 12;
const LEAST_MS = 0.1;
const MOST_TABLES = 8;

/** What readers and writers met beside the up: a timeline of latencies for each table. */
export function loadPart({ load }: MigrationProof): Html | null {
  if (load === undefined) return null;
  return markup`<h4>Under load</h4>
<p class="muted small">The slowest read (blue) and write (red) of each moment; the bars below are the statements of the up.</p>
${load.tables.slice(0, MOST_TABLES).map((table) => tablePart(table, load))}
${load.problem === null ? null : markup`<p class="muted small">${load.problem}</p>`}`;
}

function tablePart(table: LoadedTable, load: LoadReport): Html {
  return markup`<p><strong>${table.table}</strong>: ${stallWords(table, load)} <span class="muted small">${trafficWords(table)}</span></p>
<div class="scroll" tabindex="0" role="group" aria-label="Latencies of ${table.table}">${timeline(table, load)}</div>
${table.failures.map((failure) => markup`<p class="small">${loadFailureWords(failure)}</p>`)}`;
}

// Latencies of a calm table and a stall are three powers of ten apart.
function timeline({ table, timeline: moments, longestStallMs }: LoadedTable, { statements, elapsedMs }: LoadReport): Html {
  const first = Math.min(0, ...moments.map(({ atMs }) => atMs));
  const last = Math.max(elapsedMs, ...moments.map(({ atMs, latencyMs }) => atMs + latencyMs));
  const x = (ms: number): number => fixed(LEFT + ((ms - first) / Math.max(last - first, 1)) * (WIDTH - LEFT - 8));
  const most = Math.max(longestStallMs, 10);
  const y = (ms: number): number =>
    fixed(BASE - (Math.log10(Math.max(ms, LEAST_MS) / LEAST_MS) / Math.log10(most / LEAST_MS)) * (BASE - TOP));
  const marks = [1, 10, 100, 1000, 10_000].filter((ms) => ms <= most);
  return markup`<svg class="load" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="Latencies of ${table} over time, the longest ${shownMs(longestStallMs)}">
${marks.map((ms) => markup`<path class="grid" d="M${LEFT} ${y(ms)}H${WIDTH - 8}"/><text x="${LEFT - 6}" y="${y(ms) + 4}">${shownMs(ms).replace('.0', '')}</text>`)}
${statements.map((statement) => markup`<rect class="statement" x="${x(statement.fromMs)}" y="${BASE + 4}" width="${Math.max(fixed(x(statement.toMs) - x(statement.fromMs)), 1.5)}" height="10"><title>${loadedStatementWords(statement)}</title></rect>`)}
${moments.map((moment) => bar(moment, x, y))}
<path class="axis" d="M${LEFT} ${BASE}H${WIDTH - 8}"/><text class="start" x="${x(0)}" y="${HEIGHT - 4}">up begins</text>
</svg>`;
}

function bar({ atMs, latencyMs, kind }: LoadMoment, x: (ms: number) => number, y: (ms: number) => number): Html {
  const width = Math.max(fixed(x(atMs + latencyMs) - x(atMs)), 2);
  return markup`<rect class="${kind}" x="${x(atMs)}" y="${y(latencyMs)}" width="${width}" height="${fixed(BASE - y(latencyMs))}"><title>${kind} at ${shownMs(atMs)}: ${shownMs(latencyMs)}</title></rect>`;
}

function fixed(value: number): number {
  return Math.round(value * 10) / 10;
}
