import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { planMarkdown } from '../../src/report/formats/plan-markdown/plan-markdown.ts';
import { markdownCode, markdownFence, markdownText } from '../../src/report/markdown-text.ts';
import { DESTRUCTIVE, HARMLESS, hazard, HOSTILE, large, plan, PLANS, PRIORITY, script, statement } from './plans.ts';

const MAX_BYTES = 60_000;

function comment(shown: Plan, options: { readonly commentName?: string; readonly fullReport?: string } = {}): string {
  return planMarkdown.render(shown, { color: false, width: 80, command: 'plan', ...options });
}

/** What is not in a fence. */
function prose(text: string): string {
  const lines: string[] = [];
  let fence = '';
  for (const line of text.split('\n')) {
    const marks = /^(`{3,})/u.exec(line)?.[1] ?? '';
    if (fence === '' && marks !== '') fence = marks;
    else if (fence !== '' && line === fence) fence = '';
    else if (fence === '') lines.push(line);
  }
  expect(fence).toBe('');
  return lines.join('\n');
}

function withHazards(count: number, sql: string): Plan {
  return plan([
    script(
      'V1__x.sql',
      Array.from({ length: count }, (_each, index) =>
        statement('V1__x.sql', index + 1, { sql, hazards: (at) => [hazard('x', 'high', at, `Number ${index}.`, { saferSql: sql })] }),
      ),
    ),
  ]);
}

describe('planMarkdown', () => {
  it('begins with the mark by which it is found again', () => {
    expect(comment(HARMLESS).split('\n', 1)).toEqual(['<!-- flyback:plan -->']);
    expect(comment(HARMLESS, { commentName: 'prod --> <b>' }).split('\n', 1)).toEqual(['<!-- flyback:prod-b- -->']);
  });

  it('says the verdict before all else', () => {
    expect(comment(PRIORITY).split('\n').slice(1, 12)).toEqual([
      '### flyback plan: medium risk, 35 of 100',
      '',
      '**MEDIUM 35/100**, additive, 1 script, 1 statement.',
      '',
      'shop on db1.internal:5432, PostgreSQL 16.4, as deploy; history public.flyway_schema_history at version 41',
      '',
      '| risk | change | hazards | others wait | can be undone |',
      '| --- | --- | --- | --- | --- |',
      '| **35 medium** | additive | none | for a moment | yes |',
      '',
      'The score: 15 readers and writers wait for a moment; 15 reaches 1 table through foreign keys; 5 additive.',
    ]);
  });

  it('draws a blast radius that is small enough', () => {
    expect(comment(PRIORITY)).toContain(
      '```mermaid\ngraph LR\n  classDef changed stroke-width:3px\n  t0["orders"]:::changed\n  t1["order_items"]\n  t0 --> t1\n```',
    );
    expect(comment(large(10, 40))).not.toContain('mermaid');
    expect(comment(large(10, 40))).toContain('- `countries` (250 rows, 64 kB)');
  });

  it.each(PLANS)('is never longer than a comment may be, and closes what it opens: %s', (_name, shown) => {
    const text = comment(shown);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_BYTES);
    const outside = prose(text);
    expect(outside.match(/<details>/gu)?.length).toBe(outside.match(/<\/details>/gu)?.length);
    expect(text).toContain(shown.id === null ? '. ' : `Plan \`${shown.id}\``);
  });

  it.each([
    ['many hazards', withHazards(3000, 'SELECT 1')],
    ['long statements', withHazards(30, `SELECT '${'ä'.repeat(20_000)}'`)],
    ['a long id of a file', plan([script(`V1__${'x'.repeat(100_000)}.sql`, [])])],
  ])('says what it left out: %s', (_name, shown) => {
    const text = comment(shown, { fullReport: 'https://ci.example/run/1' });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_BYTES);
    prose(text);
    if (shown.scripts[0]?.statements.length !== 0)
      expect(text).toMatch(/\*\*Left out here\*\*.*\d+ of [\d,]+ .*https&#58;\/\/ci\.example\/run\/1/u);
  });

  it('leaves room for other parts beside thousands of hazards', () => {
    const text = comment({ ...withHazards(3000, 'SELECT 1'), affected: PRIORITY.affected, undoScript: 'SELECT 2' });
    expect(text).toContain('#### Blast radius');
    expect(text).toContain('<summary>Undo</summary>');
  });

  it('shows what others wrote as text, and nothing else', () => {
    const outside = prose(comment(HOSTILE));
    expect(outside).not.toMatch(/<(?!\/?(?:details|summary|code)>|!-- flyback)/u);
    expect(outside).not.toContain('@everyone');
    expect(outside).not.toMatch(/#1\b/u);
    for (const row of outside.split('\n').filter((line) => line.startsWith('| '))) expect([6, 7]).toContain(row.split('|').length - 1);
  });

  it('has the SQL to paste', () => {
    expect(comment(DESTRUCTIVE)).toContain('```sql\nCREATE INDEX CONCURRENTLY orders_placed_at ON orders (placed_at)\n```');
  });
});

describe('text of others', () => {
  it('leaves plain names as they are', () => {
    expect(markdownText('rewrites order_items (40M rows)')).toBe('rewrites order_items (40M rows)');
    expect(markdownCode('app.order_items')).toBe('`app.order_items`');
  });

  it('never makes markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>|`*_[]()!@#\\~&a1 \n:/$') }), (text) => {
        const escaped = markdownText(text)
          .replaceAll('&#8203;', '\u200b')
          .replace(/&#\d+;/gu, '?');
        expect(escaped).not.toMatch(/[<>|`*[\]\\~!$\n]|:\/\/|[@#][\w-]/u);
        expect(markdownCode(text)).toMatch(/^(?:|`[^`|\\\n]*`|<code>(?:[\w ]|&#\d+;)*<\/code>)$/u);
      }),
    );
  });

  it('is fenced by more backticks than it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n') }), (code) => {
        const lines = markdownFence(code, 'sql').split('\n');
        const fence = lines.at(-1) ?? '';
        expect(lines[0]).toBe(`${fence}sql`);
        expect(lines.slice(1, -1).some((line) => line.includes(fence))).toBe(false);
      }),
    );
  });
});
