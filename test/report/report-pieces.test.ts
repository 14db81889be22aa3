import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blastTree } from '../../src/report/blast-tree.ts';
import { cut, displayWidth, padded, wrapped } from '../../src/report/display-width.ts';
import { layeredLayout } from '../../src/report/formats/plan-html/layered-layout.ts';
import { relativePath } from '../../src/report/relative-path.ts';
import { sourceExcerpt } from '../../src/report/source-excerpt.ts';
import { longestWait, strongestLock, tablesOf, waitingWords, workWords } from '../../src/report/statement-words.ts';
import { visibleLine, visibleText } from '../../src/report/visible-text.ts';
import { cascade, direct, lock, plan, region, script, statement, work } from './plans.ts';

describe('visibleText', () => {
  it.each([
    ['\u001b[2J', '␛[2J'],
    ['a\u0000b\u007f', 'a␀b␡'],
    ['\u009b31m', '\\u{9B}31m'],
    ['\u202eabc', '\\u{202E}abc'],
    ['a\r\nb\tc', 'a\nb\tc'],
    ['\ud800', '\ufffd'],
    ['Zoë 表 👩‍🚀', 'Zoë 表 👩‍🚀'],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  it('makes one line of many', () => {
    expect(visibleLine(' a \n\n b\u2028c ')).toBe('a b c');
  });
});

describe('displayWidth', () => {
  it.each([
    ['abc', 3],
    ['表の', 4],
    ['e\u0301', 1],
    ['🚀', 2],
    ['│├─', 3],
  ])('of %s is %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('holds for what is cut, filled and wrapped', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', ' ', '表', 'é', '🚀') });
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, width) => {
        expect(displayWidth(cut(text, width))).toBeLessThanOrEqual(width);
        expect(displayWidth(padded(text, width))).toBe(Math.max(width, displayWidth(text)));
        expect(wrapped(text, width).join(' ')).toBe(text);
        for (const line of wrapped(text, width)) if (line.includes(' ')) expect(displayWidth(line.trim())).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('sourceExcerpt', () => {
  const sql = 'ALTER TABLE t\n  DROP COLUMN a,\n  DROP COLUMN b';

  it('finds the line of a region in a statement', () => {
    const at = region('V1.sql', 10, sql);
    expect(sourceExcerpt({ sql, region: at }, { ...at, line: 12, column: 15 })).toEqual({
      line: 12,
      text: '  DROP COLUMN b',
      start: 14,
      length: 1,
    });
    expect(sourceExcerpt({ sql, region: at }, at)).toEqual({ line: 10, text: 'ALTER TABLE t', start: 0, length: 13 });
  });

  it('counts from where the statement begins, comments before it left out', () => {
    const at = { ...region('V1.sql', 3, 'DROP TABLE t'), column: 5, endColumn: 17 };
    expect(sourceExcerpt({ sql: '-- why\n/* and\n how */ DROP TABLE t', region: at }, { ...at, column: 16 })).toEqual({
      line: 3,
      text: 'DROP TABLE t',
      start: 11,
      length: 1,
    });
  });

  it('is silent where the text does not hold the place', () => {
    const at = region('V1.sql', 10, sql);
    expect(sourceExcerpt({ sql, region: at }, { ...at, line: 9 })).toBeNull();
    expect(sourceExcerpt({ sql, region: at }, { ...at, line: 13 })).toBeNull();
    expect(sourceExcerpt({ sql, region: at }, { ...at, column: 99 })).toBeNull();
  });
});

describe('words of a statement', () => {
  it('knows the strongest lock on what was there, a held one before a brief one', () => {
    const locks = [
      lock('new', 'ACCESS EXCLUSIVE', { isPreExisting: false }),
      lock('a', 'SHARE', { isBrief: true }),
      lock('b', 'ROW EXCLUSIVE'),
      lock('c', 'SHARE'),
    ];
    expect(strongestLock({ locks })?.relation).toBe('c');
    expect(strongestLock({ locks: [] })).toBeNull();
  });

  it('knows what a statement is about', () => {
    const facts = { affected: [direct('a'), cascade(['a', 'b'])], locks: [lock('c', 'SHARE')], work: [] };
    expect(tablesOf(facts)).toEqual(['a']);
    expect(tablesOf({ ...facts, affected: [] })).toEqual(['c']);
  });

  it('says who waits how long', () => {
    const blocking = work('scan', 't', { under: [{ relation: 't', mode: 'SHARE' }] });
    expect(waitingWords({ blocks: 'none', blocksFor: null, work: [] })).toBeNull();
    expect(waitingWords({ blocks: 'blocks-writes', blocksFor: null, work: [] })).toBe('writers wait for a moment');
    expect(waitingWords({ blocks: 'blocks-writes', blocksFor: null, work: [blocking] })).toBe(
      'writers wait as long as that takes (size not known)',
    );
    const estimate = { lowMs: 3000, highMs: 40_000, basis: '' };
    expect(waitingWords({ blocks: 'blocks-reads-and-writes', blocksFor: estimate, work: [blocking] })).toBe(
      'readers and writers wait 3 s to 40 s',
    );
    const shown = (more: object): string => longestWait(plan([script('V1__x.sql', [statement('V1__x.sql', 1, { sql: 'x', ...more })])]));
    expect(shown({})).toBe('no');
    expect(shown({ blocks: 'blocks-writes' })).toBe('for a moment');
    expect(shown({ blocks: 'blocks-writes', blocksFor: estimate })).toBe('up to 40 s');
    expect(shown({ blocks: 'blocks-writes', work: [blocking] })).toBe('how long is not known');
  });

  it('says what is done', () => {
    expect(workWords(work('rewrite', 't', { rows: 1, bytes: 8192 }))).toBe('rewrites t (1 row, 8.2 kB)');
    expect(workWords(work('index-build', 't', { index: 'i', isCertain: false }))).toBe('may build index i on t');
    expect(workWords(work('scan', 't', { rows: -1 }))).toBe('reads all of t');
  });
});

describe('blastTree', () => {
  it('hangs each table on the one before it in its chain', () => {
    const tree = blastTree([cascade(['a', 'b', 'c']), cascade(['a', 'b']), direct('a'), direct('x')]);
    expect(tree.map(({ table }) => table.table)).toEqual(['a', 'x']);
    expect(tree[0]?.children[0]?.children[0]?.table.table).toBe('c');
  });

  it('loses none where a chain is broken or goes round', () => {
    const tree = blastTree([cascade(['gone', 'b']), cascade(['c', 'c'])]);
    expect(tree.map(({ table }) => table.table)).toEqual(['b', 'c']);
  });
});

describe('layeredLayout', () => {
  const SIZES = { width: 10, height: 4, layerGap: 5, gap: 1 };

  it('lets no boxes overlap, and keeps them in the picture', () => {
    const graphs = fc.record({
      layers: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 }),
      edges: fc.array(fc.tuple(fc.nat(29), fc.nat(29)), { maxLength: 60 }),
    });
    fc.assert(
      fc.property(graphs, ({ layers, edges }) => {
        const nodes = layers.map((layer, index) => ({ id: `n${index}`, layer, isLast: index % 7 === 6 }));
        const { at, width, height } = layeredLayout(
          nodes,
          edges.map(([from, to]) => ({ from: `n${from}`, to: `n${to}` })),
          SIZES,
        );
        const boxes = [...at.values()];
        expect(boxes).toHaveLength(nodes.length);
        for (const [index, box] of boxes.entries()) {
          expect(box.y >= -1e-6 && box.y + SIZES.height <= height + 1e-6 && box.x + SIZES.width <= width).toBe(true);
          for (const other of boxes.slice(index + 1)) expect(box.x !== other.x || Math.abs(box.y - other.y) >= SIZES.height).toBe(true);
        }
      }),
    );
  });

  it('puts a parent in the middle of its children', () => {
    const { at } = layeredLayout(
      ['b', 'c', 'd'].map((id) => ({ id, layer: 1 })).concat({ id: 'a', layer: 0 }),
      ['b', 'c', 'd'].map((to) => ({ from: 'a', to })),
      SIZES,
    );
    expect(at.get('a')?.y).toBeCloseTo(at.get('c')?.y ?? Number.NaN);
    expect(at.get('a')?.x).toBe(0);
  });
});

describe('relativePath', () => {
  it.each([
    ['./sql/a.sql', undefined, 'sql/a.sql'],
    ['/repo/sql/a.sql', '/repo', 'sql/a.sql'],
    ['/repository/a.sql', '/repo', '/repository/a.sql'],
    ['C:\\repo\\sql\\a.sql', 'C:\\repo\\', 'sql/a.sql'],
  ])('%s below %s is %s', (file, root, path) => {
    expect(relativePath(file, root)).toBe(path);
  });
});
