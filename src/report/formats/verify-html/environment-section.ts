import type { Proof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { counted } from '../../plan-words.ts';
import { sampleWords } from '../../verdict-words.ts';

const KINDS = {
  installed: 'a PostgreSQL of this machine, started for this run',
  embedded: 'PostgreSQL from an npm package, started for this run',
  container: 'a container, started for this run',
  shadow: 'databases on a server that was given, dropped again',
} as const;

/** Where it was proven, and how near that is to the target. */
export function environmentSection(proof: Proof): Html | null {
  const { sandbox, base } = proof;
  if (sandbox === null || base === null) return null;
  const { kind, serverVersion, targetServerVersion } = sandbox;
  const rows: readonly (readonly [name: string, words: string])[] = [
    ['Sandbox', `PostgreSQL ${serverVersion}, ${kind}: ${KINDS[kind]}`],
    ['Target', targetServerVersion === null ? 'none was asked' : `PostgreSQL ${targetServerVersion}; it was only read`],
    ['State before', baseWords(base)],
    ...(proof.sample === undefined ? [] : [['Sample', sampleWords(proof) ?? ''] as const]),
  ];
  return markup`<section id="environment"><h2>Environment</h2>
<dl class="facts">${rows.map(([name, words]) => markup`<dt>${name}</dt><dd>${words}</dd>`)}</dl>
${base.gaps.length === 0 ? null : markup`<p>It is not the state of the target:</p><ul>${base.gaps.map((gap) => markup`<li>${gap}</li>`)}</ul>`}
${(base.notes ?? []).length === 0 ? null : markup`<ul>${(base.notes ?? []).map((note) => markup`<li>${note}</li>`)}</ul>`}
${gapList(proof.sample?.gaps ?? [])}</section>`;
}

function gapList(gaps: readonly string[]): Html | null {
  return gaps.length === 0 ? null : markup`<p>Not in the sample:</p><ul>${gaps.map((gap) => markup`<li>${gap}</li>`)}</ul>`;
}

function baseWords({ kind, applied }: NonNullable<Proof['base']>): string {
  switch (kind) {
    case 'empty':
      return 'an empty database';
    case 'files':
      return `${counted(applied, 'migration')} before the range, applied from the files`;
    case 'history':
      return `the history of the target, replayed from the files: ${counted(applied, 'migration')}`;
    case 'target':
      return `the schema of the target, copied; its history says ${counted(applied, 'migration')}`;
  }
}
