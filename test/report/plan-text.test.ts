import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { displayWidth } from '../../src/report/display-width.ts';
import { planText } from '../../src/report/formats/plan-text/plan-text.ts';
import { DESTRUCTIVE, EMPTY, hazard, large, LINTED, plan, PRIORITY, script, statement } from './plans.ts';

function text(shown: Plan, options: { readonly color?: boolean; readonly width?: number; readonly command?: string } = {}): string {
  return planText.render(shown, { color: false, width: 100, command: 'plan', ...options });
}

function section(shown: string, title: string): readonly string[] {
  const paragraphs = shown.split('\n\n');
  return paragraphs.find((paragraph) => paragraph.startsWith(title))?.split('\n') ?? [];
}

describe('planText', () => {
  it('tells a small plan in full', () => {
    expect(text(PRIORITY).split('\n')).toEqual([
      'flyback plan: 1 script, 1 statement',
      'shop on db1.internal:5432, PostgreSQL 16.4, as deploy',
      'history public.flyway_schema_history at version 41',
      '',
      'Risk  ███████████░░░░░░░░░░░░░░░░░░░  35 of 100, medium; additive',
      '       15  readers and writers wait for a moment',
      '       15  reaches 1 table through foreign keys',
      '        5  additive',
      '',
      '  line  statement    on      strongest lock    change       risk',
      'V42__order_priority.sql  version 42, order priority',
      '     1  ALTER TABLE  orders  ACCESS EXCLUSIVE  additive      35 medium',
      '        readers and writers wait for a moment',
      '',
      'Blast radius: 1 table changed, 1 reached through foreign keys',
      '  orders (40M rows, 12 GB)',
      '  └─ order_items (120M rows, 31 GB)',
      '',
      'Undo',
      '  V42__order_priority.sql  generated from its statements',
      '',
      'The statement was analysed.',
      '1 statement, no hazards. Risk 35, medium.',
      `Plan ${PRIORITY.id}`,
      '',
    ]);
  });

  it('shows a hazard with its place, its line, the better way and where to read more', () => {
    expect(section(text(DESTRUCTIVE), 'Medium')).toEqual([
      'Medium (1)',
      '  db/migration/V44__orders_indexes.sql:3:27  check-validates-under-lock',
      '    Reads all of shipments under ACCESS EXCLUSIVE to check its rows.',
      '    3 | ALTER TABLE shipments ADD CONSTRAINT weight_positive CHECK (weight > 0)',
      '                                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~',
      '    Safer: Add it NOT VALID, then validate it in a script of its own.',
      '      ALTER TABLE shipments ADD CONSTRAINT weight_positive CHECK (weight > 0) NOT VALID;',
      '      ALTER TABLE shipments VALIDATE CONSTRAINT weight_positive;',
      '    https://www.postgresql.org/docs/current/sql-altertable.html',
    ]);
  });

  it('says what a comment allows, until when and why', () => {
    expect(section(text(DESTRUCTIVE), 'Allowed')).toEqual([
      'Allowed by comments (1)',
      '  db/migration/V43__retire_customers.sql:9:23  drop-column (high)',
      '    "nobody has sent a fax since 2019", until 2027-01-31, by ana',
    ]);
  });

  it('ends with what was not analysed, the sum and the id', () => {
    expect(text(DESTRUCTIVE).trimEnd().split('\n').slice(-4)).toEqual([
      '1 of 7 statements was not fully analysed.',
      '  - db/migration/R__refresh_totals.sql:1: EXECUTE of a text that is put together when it runs',
      '7 statements, 7 hazards (critical 2, high 3, medium 1, low 1), 1 allowed by a comment. Risk 100, critical.',
      `Plan ${DESTRUCTIVE.id}`,
    ]);
  });

  it('of lint tells what was found and nothing else', () => {
    const lines = text(LINTED, { command: 'lint' }).split('\n');
    expect(lines[0]).toBe('Critical (2)');
    expect(lines.some((line) => line.startsWith('Blast radius') || line.startsWith('Undo'))).toBe(false);
    expect(lines.at(-2)).toMatch(/^9 statements, 7 hazards /u);
    expect(text(LINTED)).not.toContain('Undo');
    expect(text(LINTED)).toContain('judged from the files alone, without a database');
  });

  it('says that nothing is pending', () => {
    expect(text(EMPTY)).toContain('No statements are pending.');
  });

  it('has colours only where they are asked for', () => {
    expect(text(DESTRUCTIVE)).not.toContain('\u001b');
    const colored = text(DESTRUCTIVE, { color: true });
    expect(colored).toContain('\u001b[1;31mCritical (2)\u001b[0m');
    // oxlint-disable-next-line no-control-regex -- the codes are what is taken out
    expect(colored.replace(/\u001b\[[\d;]*m/gu, '')).toBe(text(DESTRUCTIVE));
  });

  it.each([80, 100, 140])('keeps tables and prose within %i columns; SQL to paste and addresses stay whole', (width) => {
    const pasted = new Set(
      DESTRUCTIVE.scripts
        .flatMap(({ statements }) => statements.flatMap(({ hazards }) => hazards))
        .flatMap(({ saferSql }) => saferSql?.split('\n') ?? []),
    );
    const long = text(DESTRUCTIVE, { width })
      .split('\n')
      .filter((line) => displayWidth(line) > width);
    expect(
      long.filter(
        (line) =>
          !pasted.has(line.trim()) &&
          !line.includes('https://') &&
          !/^ {2}\S+:\d+/u.test(line) &&
          !/sql:\d+$/u.test(line) &&
          !/^(?:Plan|\d+ statements)/u.test(line),
      ),
    ).toEqual([]);
    for (const line of pasted) expect(text(DESTRUCTIVE, { width })).toContain(line);
  });

  it('cuts a long line around its mark', () => {
    const sql = `SELECT ${'a, '.repeat(200)}bad FROM t`;
    const column = sql.indexOf('bad') + 1;
    const shown = text(
      plan([
        script('V1__x.sql', [
          statement('V1__x.sql', 1, { sql, hazards: (at) => [hazard('x', 'high', { ...at, column, endColumn: column + 3 }, 'Bad.')] }),
        ]),
      ]),
    ).split('\n');
    const at = shown.findIndex((line) => line.trimStart().startsWith('^'));
    const [line = '', caret = ''] = shown.slice(at - 1, at + 1);
    expect(line.slice(caret.indexOf('^'), caret.indexOf('^') + 3)).toBe('bad');
    expect(line).toContain('| …');
    expect(displayWidth(line)).toBeLessThanOrEqual(100);
  });

  it('puts the caret below its word also behind wide characters', () => {
    const sql = "COMMENT ON TABLE t IS '表の説明' || bad";
    const column = [...sql].length - 2;
    const shown = text(
      plan([script('V1__x.sql', [statement('V1__x.sql', 1, { sql, hazards: (at) => [hazard('x', 'high', { ...at, column }, 'Bad.')] })])]),
    ).split('\n');
    const at = shown.findIndex((line) => line.trimStart().startsWith('^'));
    const [line = '', caret = ''] = shown.slice(at - 1, at + 1);
    expect(displayWidth(line.slice(0, line.lastIndexOf('bad')))).toBe(caret.indexOf('^'));
  });

  it('gives no commands to a CI runner that reads the log', () => {
    const evil = '\n::stop-commands::x\n  ::add-mask::y ##[add-mask]z';
    const shown = text(
      plan([
        script('V1__x.sql', [
          statement('V1__x.sql', 1, { sql: evil, hazards: (at) => [hazard('x', 'high', at, `Bad.${evil}`, { saferSql: evil })] }),
        ]),
      ]),
    );
    expect(shown).not.toMatch(/^\s*::|##\[/mu);
    expect(shown).toContain('stop-commands');
  });

  it('folds harmless statements where there are many, and says words and links of a rule once', () => {
    const shown = text(large(500, 40));
    expect(shown).toContain('     …  49 statements of low risk, lines 9 to 57: INSERT 49');
    expect(shown.match(/Safer: Build it CONCURRENTLY/gu)).toHaveLength(1);
    expect(shown.match(/CREATE INDEX CONCURRENTLY/gu)).toHaveLength(10);
    expect(text(large(5000)).split('\n').length).toBeLessThan(1200);
  });
});
