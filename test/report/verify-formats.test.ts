import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { Proof } from '../../src/model/verdict.ts';
import { VERIFY_FORMATS, type RenderOptions } from '../../src/report/formats/index.ts';
import { verifyGithub } from '../../src/report/formats/verify-github.ts';
import { verifyMarkdown } from '../../src/report/formats/verify-markdown/verify-markdown.ts';
import { verifySarif } from '../../src/report/formats/verify-sarif.ts';
import { HOSTILE, large, migration, NOTHING, proof, PROOFS, PROVEN, REFUTED, UNPROVEN } from './proofs.ts';

const OPTIONS: RenderOptions = { color: false, width: 100, command: 'verify' };
const MAX_BYTES = 60_000;
// oxlint-disable-next-line no-control-regex -- these are what a reader must never get
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe.each(VERIFY_FORMATS.map((format) => [format.id, format] as const))('%s', (id, format) => {
  it.each(PROOFS)('renders: %s', (_name, shown) => {
    const text = format.render(shown, OPTIONS);
    expect(text.endsWith('\n')).toBe(true);
    expect(text.isWellFormed()).toBe(true);
  });

  it('lets nothing invisible through, whatever a file or a database holds', () => {
    const isJson = id === 'json' || id === 'sarif';
    expect(format.render(HOSTILE, OPTIONS)).not.toMatch(isJson ? /[\u0000-\u0009\u000b-\u001f]/u : INVISIBLE);
  });
});

it('knows each format by its own name', () => {
  expect(VERIFY_FORMATS.map(({ id }) => id)).toEqual(['text', 'json', 'markdown', 'html', 'sarif', 'github']);
});

describe('verifyMarkdown', () => {
  const comment = (shown: Proof, options: Partial<RenderOptions> = {}): string => verifyMarkdown.render(shown, { ...OPTIONS, ...options });

  it('begins with the mark by which it is found again, and the verdict', () => {
    expect(comment(PROVEN).split('\n').slice(0, 10)).toEqual([
      '<!-- flyback:verify -->',
      '### flyback verify: ✓ proven',
      '',
      '**PROVEN**, 3 migrations: 3 proven.',
      '',
      'Sandbox: PostgreSQL 18.4 (embedded), target PostgreSQL 18.3; from 41 migrations applied before, as the history of the target says; 1.2 s.',
      '',
      '| verdict | migration | up | undo | restored | up again |',
      '| --- | --- | --- | --- | --- | --- |',
      '| ✓ proven | `V42__step_42.sql` | 12 ms | 3 ms | equal | 9 ms |',
    ]);
    expect(comment(NOTHING, { commentName: 'prod --> <b>' })).toMatch(/^<!-- flyback:prod-b- -->\n### flyback verify: nothing to prove\n/u);
  });

  it('has reasons, places, and differences as diffs', () => {
    const text = comment(REFUTED);
    expect(text).toContain('- at `sql/V43__step_43.sql:3`');
    expect(text).toContain('the column public.orders.note is additional\n```diff\n+type text\n+collation default\n+nullable\n```');
    expect(text).toContain('#### ✕ The whole batch: refuted');
  });

  it('shows of many migrations those that are not proven', () => {
    const text = comment(large(1000));
    expect(text).toContain('Not in the table: 999 migrations that are proven.');
    expect(text.match(/^\| /gmu)).toHaveLength(3);
  });

  it('is never longer than a comment may be, and says what it left out', () => {
    const many = Array.from({ length: 60 }, (_each, index) => ({
      ...(large(1).migrations[0] ?? migration('1')),
      script: `V${index}__x.sql`,
    }));
    const text = comment(proof(many, null), { fullReport: 'https://ci.example/run/1' });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_BYTES);
    expect(text).toMatch(/\*\*Left out here\*\*.*\d+ of 60 migrations’ reasons.*https&#58;\/\/ci\.example\/run\/1/u);
    for (const [, shown] of PROOFS) expect(Buffer.byteLength(comment(shown))).toBeLessThanOrEqual(MAX_BYTES);
  });

  it('shows what others wrote as text, and nothing else', () => {
    const outside = comment(HOSTILE).replaceAll(/^(`{3,})diff$[\s\S]*?^\1$/gmu, '');
    expect(outside).not.toMatch(/<(?!\/?code>|!-- flyback)/u);
    expect(outside).not.toContain('@everyone');
  });
});

describe('verifyGithub', () => {
  const lines = (shown: Proof, sourceRoot?: string): readonly string[] =>
    verifyGithub
      .render(shown, { ...OPTIONS, sourceRoot })
      .trimEnd()
      .split('\n');

  it('annotates the line that failed, else the undo script; what is refuted first', () => {
    const places = lines(REFUTED).map((line) => /^::(\w+) (?:file=([^,]+),line=(\d+),)?/u.exec(line)?.slice(1, 4).join(' '));
    expect(places).toEqual([
      'error sql/U43__step_43.sql 1',
      'error sql/U44__step_44.sql 1',
      'error sql/U47__step_47.sql 1',
      'error sql/V48__step_48.sql 7',
      'error sql/R__views.sql 1',
      'error  ',
      'error  ',
      'warning sql/V45__step_45.sql 1',
      'warning sql/U46__step_46.sql 1',
      undefined,
    ]);
    expect(lines(REFUTED).at(-1)).toBe('flyback verify: refuted, 8 migrations: 1 proven, 5 refuted, 2 unproven');
  });

  it('tells a reason once, and nothing of what is proven', () => {
    expect(lines(UNPROVEN)).toHaveLength(2);
    expect(lines(PROVEN)).toEqual(['flyback verify: proven, 3 migrations: 3 proven']);
    expect(lines(NOTHING)).toEqual(['flyback verify: nothing to prove, nothing is pending']);
  });

  it('writes one line for each, whatever a message holds', () => {
    expect(lines(HOSTILE)).toHaveLength(2);
  });
});

describe('verifySarif', () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../support/schemas/sarif-schema-2.1.0.json'), 'utf8')) as object;
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  formats.default(ajv);
  const validate = ajv.compile(schema);

  it.each(PROOFS)('is valid SARIF: %s', (_name, shown) => {
    validate(JSON.parse(verifySarif.render(shown, OPTIONS)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has a result for each migration that is not proven, and for the batch', () => {
    const log = JSON.parse(verifySarif.render(REFUTED, OPTIONS)) as {
      readonly runs: readonly {
        readonly results: readonly { readonly ruleId: string; readonly level: string; readonly locations: readonly unknown[] }[];
      }[];
    };
    const results = log.runs[0]?.results ?? [];
    expect(results.map(({ ruleId, level, locations }) => `${ruleId} ${level} ${locations.length}`)).toEqual(
      'refuted error 1,refuted error 1,unproven warning 1,unproven warning 1,refuted error 1,refuted error 1,refuted error 1,refuted error 0,refuted error 0'
        .split(',')
        .map((words) => `round-trip-${words}`),
    );
    expect(results[0]?.locations).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'sql/U43__step_43.sql', uriBaseId: '%SRCROOT%' },
          region: { startLine: 1 },
        },
      },
    ]);
  });
});
