import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { githubAnnotations } from '../../src/report/formats/github-annotations.ts';
import { gitlabCodeQuality } from '../../src/report/formats/gitlab-code-quality.ts';
import { DESTRUCTIVE, EMPTY, hazard, HOSTILE, plan, region } from './plans.ts';

const OPTIONS = { color: false, width: 80, command: 'lint' };

interface Issue {
  readonly description: string;
  readonly check_name: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

function issues(shown: Plan): readonly Issue[] {
  return JSON.parse(gitlabCodeQuality.render(shown, OPTIONS)) as Issue[];
}

function annotations(shown: Plan): readonly string[] {
  return githubAnnotations.render(shown, OPTIONS).trimEnd().split('\n');
}

describe('gitlabCodeQuality', () => {
  it('has the fields that GitLab reads, and none for what is allowed', () => {
    expect(issues(EMPTY)).toEqual([]);
    expect(
      issues(DESTRUCTIVE).map(({ check_name, severity, location }) => `${check_name} ${severity} ${location.path}:${location.lines.begin}`),
    ).toEqual([
      'drop-table blocker db/migration/V43__retire_customers.sql:4',
      'alter-type-rewrites blocker db/migration/V43__retire_customers.sql:7',
      'drop-cascade critical db/migration/V43__retire_customers.sql:4',
      'create-index-blocks-writes critical db/migration/V44__orders_indexes.sql:1',
      'dynamic-sql critical db/migration/R__refresh_totals.sql:1',
      'check-validates-under-lock major db/migration/V44__orders_indexes.sql:3',
      'migration-without-undo minor db/migration/V43__retire_customers.sql:1',
    ]);
    expect(issues(DESTRUCTIVE)[2]?.description).toContain('CASCADE takes along the view active_customers');
  });

  it('tells each apart', () => {
    const found = issues(DESTRUCTIVE).map(({ fingerprint }) => fingerprint);
    expect(new Set(found).size).toBe(found.length);
    expect(found.every((each) => /^[0-9a-f]{64}$/u.test(each))).toBe(true);
  });
});

describe('githubAnnotations', () => {
  it('has a command for each hazard, the most serious first, and a sum at the end', () => {
    const lines = annotations(DESTRUCTIVE);
    expect(lines.map((line) => line.slice(0, line.indexOf(' ')))).toEqual([
      '::error',
      '::error',
      '::error',
      '::error',
      '::error',
      '::warning',
      '::notice',
      'flyback:',
    ]);
    expect(lines[0]).toBe(
      '::error file=db/migration/V43__retire_customers.sql,line=4,endLine=4,col=1,endColumn=29,title=drop-table (critical)::' +
        'Drops table customers with 2M rows (480 MB). Nothing but a backup brings them back.%0A' +
        'Safer: Rename the table, let a release pass without it, then drop it. Readers that still use the old name are found while they can be served.%0A' +
        'https://www.postgresql.org/docs/current/sql-droptable.html',
    );
    expect(lines.at(-1)).toBe('flyback: 7 statements, 7 hazards (critical 2, high 3, medium 1, low 1), 1 allowed by a comment');
  });

  it('escapes what would end a property or a line', () => {
    const [line = ''] = annotations(plan([], { hazards: [hazard('a:b,c', 'info', region('a,b:c%.sql', 1, ''), '100 %\r\n::error::no')] }));
    expect(line).toBe(
      '::notice file=a%2Cb%3Ac%25.sql,line=1,endLine=1,col=1,title=a%3Ab%2Cc (info)::100 %25%0A::error::no%0Ahttps://www.postgresql.org/docs/current/sql-altertable.html',
    );
  });

  it('writes one line for each, whatever a message holds', () => {
    const lines = annotations(HOSTILE);
    expect(lines).toHaveLength(4);
    expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(3);
    for (const line of lines.slice(0, 3))
      expect(line.slice(2, line.indexOf('::', 2)).split(',')).toHaveLength(line.includes('endColumn') ? 6 : 5);
  });
});
