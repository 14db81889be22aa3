import type { Json, JsonObject } from '../flyway-json/json.ts';
import { duration } from '../text/duration.ts';

/** What the page says about itself. */
export interface ResultPageFacts {
  readonly title: string;
  readonly product: string;
  /** Local date and time. */
  readonly timestamp: string;
}

const STYLE = `
:root{color-scheme:light dark;--fg:#1c2430;--bg:#fff;--muted:#5b6776;--line:#dde3ea;--good:#18794e;--bad:#c62a2f;--wait:#8a5a00;--bar:#3b82c4}
@media(prefers-color-scheme:dark){:root{--fg:#e6eaf0;--bg:#14181f;--muted:#9aa6b5;--line:#2d3541;--good:#4cc38a;--bad:#ff6369;--wait:#f1a10d;--bar:#5aa2e0}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.2rem 0;color:var(--muted)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--muted);font-weight:600}td.n,th.n{text-align:right;white-space:nowrap}td.t{width:30%}
.s{font-weight:600}.good{color:var(--good)}.bad{color:var(--bad)}.wait{color:var(--wait)}
pre{white-space:pre-wrap;border-left:3px solid var(--bad);padding:.5rem .8rem;margin:.5rem 0;background:color-mix(in srgb,var(--bad) 8%,transparent)}
svg{display:block;width:100%;height:.8rem}rect{fill:var(--bar)}`;

/** Text as HTML text. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** One page for the results of a run, in the order of its commands: self-contained, readable without scripts. */
export function resultPage(facts: ResultPageFacts, documents: readonly JsonObject[]): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(facts.title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(facts.title)}</h1><p>${escapeHtml(facts.product)}, ${escapeHtml(facts.timestamp)}</p>`,
    ...documents.map(section),
    '</body></html>\n',
  ].join('\n');
}

function section(document: JsonObject): string {
  const operation = text(document['operation']) || 'result';
  const parts = [`<h2>${escapeHtml(operation)}: ${outcome(document)}</h2>`, `<p>${escapeHtml(summary(document))}</p>`];
  for (const message of errors(document)) parts.push(`<pre>${escapeHtml(message)}</pre>`);
  for (const key of [
    'migrations',
    'undoneMigrations',
    'invalidMigrations',
    'migrationsRemoved',
    'migrationsDeleted',
    'migrationsAligned',
  ]) {
    const rows = list(document[key]);
    if (rows.length > 0)
      parts.push(key === 'migrations' ? '' : `<p>${escapeHtml(key.replace(/([A-Z])/g, ' $1').toLowerCase())}</p>`, table(rows));
  }
  return `<section>${parts.join('\n')}</section>`;
}

function outcome(document: JsonObject): string {
  const isFailed = document['success'] === false || document['validationSuccessful'] === false || document['error'] !== undefined;
  return isFailed ? '<span class="s bad">failed</span>' : '<span class="s good">succeeded</span>';
}

function summary(document: JsonObject): string {
  const facts = [`database ${text(document['database'])}`];
  if (typeof document['migrationsExecuted'] === 'number') facts.push(`${document['migrationsExecuted']} migrations applied`);
  if (typeof document['totalMigrationTime'] === 'number') facts.push(`in ${duration(document['totalMigrationTime'])}`);
  if (typeof document['schemaVersion'] === 'string') facts.push(`schema version ${document['schemaVersion']}`);
  if (typeof document['targetSchemaVersion'] === 'string') facts.push(`now at version ${document['targetSchemaVersion']}`);
  return facts.join(', ');
}

function errors(document: JsonObject): string[] {
  const { error, allErrorMessages } = document;
  const messages = isObject(error) ? [text(error['message'])] : [];
  if (typeof allErrorMessages === 'string' && allErrorMessages !== '') messages.push(allErrorMessages);
  return messages;
}

function table(rows: readonly JsonObject[]): string {
  const longest = Math.max(1, ...rows.map((row) => milliseconds(row)));
  const hasStates = rows.some((row) => row['state'] !== undefined);
  const head = ['Version', 'Description', ...(hasStates ? ['State', 'Installed on (UTC)'] : []), 'Time', ''];
  const body = rows.map((row) => {
    const cells = [cell(text(row['version'])), cell(text(row['description']))];
    if (hasStates) cells.push(state(text(row['state'])), cell(text(row['installedOnUTC']).slice(0, 19).replace('T', ' ')));
    const ms = milliseconds(row);
    cells.push(`<td class="n">${ms === 0 ? '' : `${ms} ms`}</td>`, `<td class="t">${bar(ms / longest)}</td>`);
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<table><thead><tr>${head.map((name) => (name === 'Time' ? `<th class="n">${name}</th>` : `<th>${name}</th>`)).join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}

function bar(share: number): string {
  if (share === 0) return '';
  return `<svg viewBox="0 0 100 4" preserveAspectRatio="none" role="img" aria-label="${Math.round(share * 100)} percent of the longest"><rect width="${(share * 100).toFixed(1)}" height="4"/></svg>`;
}

function state(name: string): string {
  const kind = /Failed|Missing|Outdated/.test(name) ? 'bad' : /Pending|Ignored|Above|Below|Available/.test(name) ? 'wait' : 'good';
  return `<td class="s ${kind}">${escapeHtml(name)}</td>`;
}

function cell(content: string): string {
  return `<td>${escapeHtml(content)}</td>`;
}

function milliseconds(row: JsonObject): number {
  return typeof row['executionTime'] === 'number' ? row['executionTime'] : 0;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
