import { html } from 'parse5';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { DARK, LIGHT, type Palette } from '../../src/report/page/palette.ts';
import { planHtml } from '../../src/report/formats/plan-html/plan-html.ts';
import { visibleText } from '../../src/report/visible-text.ts';
import { attributes, parsedPage, type ParsedPage } from './parsed-page.ts';
import { DESTRUCTIVE, EMPTY, HARMLESS, HOSTILE, HOSTILE_TEXT, large, LINTED, PLANS, PRIORITY } from './plans.ts';

function page(plan: Plan): ParsedPage {
  return parsedPage(planHtml.render(plan, { color: false, width: 80, command: 'plan' }));
}

const ALLOWED_ELEMENTS = new Set(
  (
    'html head meta title style body a header h1 h2 h3 h4 p nav main section svg path text dl dt dd div span br i b details summary code pre ' +
    'mark table thead tbody tr th td ul li g rect defs marker strong del ins footer'
  ).split(' '),
);

describe('planHtml', () => {
  it.each(PLANS)('is well-formed, asks for nothing from anywhere, runs nothing: %s', (_name, plan) => {
    const shown = page(plan);
    expect(shown.errors).toEqual([]);
    expect(shown.elements.map(({ tagName }) => tagName).filter((name) => !ALLOWED_ELEMENTS.has(name))).toEqual([]);
    const all = attributes(shown);
    expect(all.filter(({ name }) => /^on|^src|^data$|^action$|^xlink/u.test(name))).toEqual([]);
    expect(all.filter(({ name, value }) => name === 'href' && !/^#|^https:\/\/www\.postgresql\.org\//u.test(value))).toEqual([]);
    expect(all.filter(({ name, value }) => name === 'style' && !/^(?:(?:left|width):[\d.]+%;?)+$/u.test(value))).toEqual([]);
    expect(all.find(({ name, value }) => name === 'content' && value.includes('default-src'))?.value).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/u,
    );
  });

  it.each(PLANS)('leads to places that are there, each once: %s', (_name, plan) => {
    const shown = page(plan);
    const all = attributes(shown);
    const ids = all.filter(({ name }) => name === 'id').map(({ value }) => value);
    expect(new Set(ids).size).toBe(ids.length);
    const targets = all.filter(({ name, value }) => name === 'href' && value.startsWith('#')).map(({ value }) => value.slice(1));
    expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  });

  it('shows what others wrote as text', () => {
    const shown = page(HOSTILE);
    expect(shown.text).toContain(visibleText(HOSTILE_TEXT));
    expect(shown.text).toContain('<script>alert(2)</script>');
    expect(shown.elements.some(({ tagName }) => tagName === 'script' || tagName === 'img')).toBe(false);
    expect(attributes(shown).some(({ value }) => value.startsWith('javascript:'))).toBe(false);
    expect(shown.elements.every(({ namespaceURI }) => namespaceURI !== html.NS.MATHML)).toBe(true);
  });

  it('has all parts of a plan', () => {
    const { text } = page(DESTRUCTIVE);
    for (const words of [
      'critical risk',
      'Others wait up to 15 min.',
      'How long it takes, and who waits',
      'CREATE INDEX orders_placed_at ON orders (placed_at)',
      'ACCESS EXCLUSIVE',
      'shipment_events',
      '300M rows, 64 GB',
      'Not everything can be brought back.',
      'the rows of customers are gone',
      'nobody has sent a fax since 2019',
      'EXECUTE of a text that is put together when it runs',
      DESTRUCTIVE.id ?? '',
    ])
      expect(text).toContain(words);
  });

  it('marks what differs between what is written and what is safer', () => {
    const source = planHtml.render(DESTRUCTIVE, { color: false, width: 80, command: 'plan' });
    expect(source).toContain('<pre>CREATE INDEX <ins>CONCURRENTLY </ins>orders_placed_at ON orders (placed_at)</pre>');
  });

  it('is calm about what is harmless', () => {
    const { text } = page(HARMLESS);
    expect(text).toContain('Nobody waits.');
    expect(text).not.toContain('Hazards');
    expect(text).not.toContain('Blast radius');
    expect(page(EMPTY).text).toContain('Nothing is pending.');
  });

  it('of lint tells how many statements are left out, and no times where no size is known', () => {
    const { text } = page(LINTED);
    expect(text).toContain('4 scripts, 9 statements');
    expect(text).toContain('2 harmless ones are not shown.');
    expect(text).not.toContain('V1__first.sql');
    expect(text).not.toContain('How long it takes');
    expect(text).not.toContain('Undone by');
  });

  it('draws a box for each of few tables, and of many the rest as one', () => {
    const boxes = (plan: Plan): number =>
      page(plan).elements.filter(({ tagName, attrs }) => tagName === 'g' && attrs.some(({ value }) => value.startsWith('node'))).length;
    expect(boxes(PRIORITY)).toBe(2);
    expect(boxes(DESTRUCTIVE)).toBe(14);
    expect(boxes(large(10, 300))).toBe(29);
    expect(page(large(10, 300)).text).toContain('and 87 more');
  });

  it('folds runs of harmless statements, but holds all of them', () => {
    const { text } = page(large(500, 40));
    expect(text).toContain('49 statements of low risk, lines 9 to 57: INSERT 49');
    expect(text).toContain("VALUES ('c498', 'Country number 498')");
  });
});

describe.each([
  ['light', LIGHT],
  ['dark', DARK],
])('the %s colours', (_name, palette: Palette) => {
  const { text, muted, link, page, card, tones } = palette;
  const pairs: readonly (readonly [name: string, ink: string, ground: string])[] = [
    ...[page, card].flatMap((ground) => [
      ['text', text, ground] as const,
      ['muted', muted, ground] as const,
      ['link', link, ground] as const,
      ...Object.entries(tones).map(([tone, { ink }]) => [tone, ink, ground] as const),
    ]),
    ...Object.entries(tones).flatMap(([tone, { ink, tint }]) => [
      [`${tone} on its tint`, ink, tint] as const,
      [`text on ${tone}`, text, tint] as const,
    ]),
  ];

  it.each(pairs)('%s: %s on %s has the contrast of AA', (_pair, ink, ground) => {
    expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
  });
});

it('computes contrast as WCAG 2.2 does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 1);
});

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
