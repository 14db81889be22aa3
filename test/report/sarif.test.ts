import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../src/analyze/rules/index.ts';
import type { Plan } from '../../src/model/plan.ts';
import { sarif } from '../../src/report/formats/sarif.ts';
import type { RenderOptions } from '../../src/report/formats/index.ts';
import { DESTRUCTIVE, HOSTILE, LINTED, PLANS, plan, region, hazard, script, statement } from './plans.ts';

interface SarifRun {
  readonly tool: { readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly SarifRule[] } };
  readonly columnKind: string;
  readonly invocations: readonly { readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly unknown[] }[];
  readonly results: readonly SarifResult[];
}

interface SarifRule {
  readonly id: string;
  readonly helpUri: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: { readonly tags: readonly string[] };
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
      readonly region: object;
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly { readonly kind: string; readonly justification: string }[];
}

const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../support/schemas/sarif-schema-2.1.0.json'), 'utf8')) as object;
const ajv = new Ajv2020({ allErrors: true, strict: false });
formats.default(ajv);
const validate = ajv.compile(SCHEMA);

function logOf(shown: Plan, options: Partial<RenderOptions> = {}): unknown {
  return JSON.parse(sarif.render(shown, { color: false, width: 80, command: 'lint', ...options }));
}

function runOf(shown: Plan, options: Partial<RenderOptions> = {}): SarifRun {
  const [run] = (logOf(shown, options) as { readonly runs: readonly SarifRun[] }).runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

function oneHazard(file: string, line: number, sql: string): Plan {
  return plan([script('V1__x.sql', [statement(file, 1, { line, sql, hazards: (at) => [hazard('drop-table', 'high', at, 'Drops t.')] })])]);
}

function fingerprintsOf(shown: Plan, options: Partial<RenderOptions> = {}): readonly (string | undefined)[] {
  return runOf(shown, options).results.map(({ partialFingerprints }) => partialFingerprints['flybackStatement/v1']);
}

describe('sarif', () => {
  it.each(PLANS)('is valid SARIF 2.1.0: %s', (_name, shown) => {
    validate(logOf(shown));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('is checked by a schema that finds what is wrong', () => {
    const log = logOf(DESTRUCTIVE) as { runs: object[] };
    expect(validate({ ...log, runs: [{ ...log.runs[0], columnKind: 'bytes' }] })).toBe(false);
    expect(validate({ ...log, version: '2.0.0' })).toBe(false);
  });

  it('has a rule for each result, and the level of its severity', () => {
    const { tool, results, columnKind, invocations } = runOf(DESTRUCTIVE);
    expect(results.map(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId)).toEqual(results.map(() => true));
    expect(results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
      'drop-table error',
      'drop-cascade error',
      'alter-type-rewrites error',
      'drop-column error',
      'create-index-blocks-writes error',
      'check-validates-under-lock warning',
      'dynamic-sql error',
      'migration-without-undo note',
    ]);
    expect(columnKind).toBe('unicodeCodePoints');
    expect(invocations[0]?.executionSuccessful).toBe(true);
    expect(invocations[0]?.toolExecutionNotifications).toHaveLength(1);
    expect(tool.driver).toMatchObject({ name: 'flyback', version: '0.1.0' });
  });

  it('describes all rules that were asked, our own unless others are given', () => {
    const own = runOf(plan([])).tool.driver.rules;
    expect(own.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    expect(own[0]?.properties.tags).toContain(RULES[0]?.group);
    expect(own[0]?.helpUri).toBe(RULES[0]?.documentation);
    expect(runOf(plan([]), { rules: [] }).tool.driver.rules).toEqual([]);
  });

  it('tells places from 1, in characters, relative to the root', () => {
    const [first, , third] = runOf(DESTRUCTIVE).results;
    expect(first?.locations[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'db/migration/V43__retire_customers.sql', uriBaseId: '%SRCROOT%' },
      region: { startLine: 4, startColumn: 1, endLine: 4, endColumn: 29 },
    });
    expect(third?.locations[0]?.physicalLocation.region).toEqual({ startLine: 7, startColumn: 3, endLine: 7, endColumn: 30 });
    const uris = (shown: Plan, options: Partial<RenderOptions> = {}): unknown =>
      runOf(shown, options).results[0]?.locations[0]?.physicalLocation.artifactLocation;
    expect(uris(oneHazard('/repo/sql/V1__x.sql', 1, 'DROP TABLE t'), { sourceRoot: '/repo/' })).toEqual({
      uri: 'sql/V1__x.sql',
      uriBaseId: '%SRCROOT%',
    });
    expect(uris(oneHazard('/elsewhere/V1 ä.sql', 1, 'DROP TABLE t'), { sourceRoot: '/repo' })).toEqual({
      uri: 'file:///elsewhere/V1%20%C3%A4.sql',
    });
    expect(uris(oneHazard('.\\sql\\V1__x.sql', 1, 'DROP TABLE t'))).toEqual({ uri: 'sql/V1__x.sql', uriBaseId: '%SRCROOT%' });
  });

  it('keeps a fingerprint where lines move and where the layout changes, and only there', () => {
    const [was] = fingerprintsOf(oneHazard('sql/V1__x.sql', 1, 'DROP TABLE t'));
    expect(fingerprintsOf(oneHazard('./sql/V1__x.sql', 40, 'DROP\n  TABLE t'))).toEqual([was]);
    expect(fingerprintsOf(oneHazard('/repo/sql/V1__x.sql', 1, 'DROP TABLE t'), { sourceRoot: '/repo' })).toEqual([was]);
    expect(fingerprintsOf(oneHazard('sql/V1__x.sql', 1, 'DROP TABLE u'))).not.toEqual([was]);
    expect(fingerprintsOf(oneHazard('sql/V2__x.sql', 1, 'DROP TABLE t'))).not.toEqual([was]);
  });

  it('tells equal statements apart', () => {
    const twice = plan([
      script(
        'V1__x.sql',
        [1, 2].map((number) =>
          statement('V1__x.sql', number, { sql: 'TRUNCATE t', hazards: (at) => [hazard('truncate', 'high', at, 'Empties t.')] }),
        ),
      ),
    ]);
    expect(new Set(fingerprintsOf(twice)).size).toBe(2);
  });

  it('tells what is allowed in the source, and why', () => {
    const { results } = runOf(LINTED);
    expect(results.filter(({ suppressions }) => suppressions.length > 0)).toMatchObject([
      {
        ruleId: 'drop-column',
        suppressions: [{ kind: 'inSource', justification: 'nobody has sent a fax since 2019 (until 2027-01-31, by ana)' }],
      },
    ]);
  });

  it('never ends before it begins', () => {
    const [result] = runOf(
      plan([], { hazards: [hazard('x', 'low', { ...region('a.sql', 5, ''), endLine: 5, column: 9, endColumn: 3 }, 'x')] }),
    ).results;
    expect(result?.locations[0]?.physicalLocation.region).toEqual({ startLine: 5, startColumn: 9, endLine: 5, endColumn: 9 });
    expect(runOf(HOSTILE).results.length).toBe(4);
  });
});
