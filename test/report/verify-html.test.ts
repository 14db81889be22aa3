import { describe, expect, it } from 'vitest';
import type { Proof } from '../../src/model/verdict.ts';
import { verifyHtml } from '../../src/report/formats/verify-html/verify-html.ts';
import { visibleText } from '../../src/report/visible-text.ts';
import { attributes, parsedPage, type ParsedPage } from './parsed-page.ts';
import { HOSTILE_TEXT } from './plans.ts';
import { HOSTILE, large, NOTHING, PROOFS, PROVEN, REFUTED, UNPROVEN, WHOLE } from './proofs.ts';

function page(proof: Proof): ParsedPage {
  return parsedPage(verifyHtml.render(proof, { color: false, width: 80, command: 'verify' }));
}

const ALLOWED_ELEMENTS = new Set(
  'html head meta title style body a header h1 h2 h4 p nav main section svg g path circle rect text dl dt dd div span b strong details summary pre table thead tbody tr th td ul ol li footer'.split(
    ' ',
  ),
);

describe('verifyHtml', () => {
  it.each(PROOFS)('is well-formed, asks for nothing from anywhere, runs nothing, leads to places that are there: %s', (_name, proof) => {
    const shown = page(proof);
    expect(shown.errors).toEqual([]);
    expect(shown.elements.map(({ tagName }) => tagName).filter((name) => !ALLOWED_ELEMENTS.has(name))).toEqual([]);
    const all = attributes(shown);
    expect(all.filter(({ name }) => /^on|^src|^data$|^action$|^xlink/u.test(name))).toEqual([]);
    expect(all.filter(({ name, value }) => name === 'style' && !/^width:[\d.]+%$/u.test(value))).toEqual([]);
    expect(all.find(({ name, value }) => name === 'content' && value.includes('default-src'))?.value).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/u,
    );
    const ids = all.filter(({ name }) => name === 'id').map(({ value }) => value);
    expect(new Set(ids).size).toBe(ids.length);
    expect(all.filter(({ name, value }) => name === 'href' && !(value.startsWith('#') && ids.includes(value.slice(1))))).toEqual([]);
  });

  it('shows what others wrote as text', () => {
    const shown = page(HOSTILE);
    expect(shown.text).toContain(visibleText(HOSTILE_TEXT));
    expect(shown.elements.some(({ tagName }) => tagName === 'script' || tagName === 'img')).toBe(false);
  });

  it.each([
    [PROVEN, 'proven', '✓ proven'],
    [REFUTED, 'refuted', '✕ refuted'],
    [UNPROVEN, 'unproven', '? unproven'],
  ])('says the verdict by a sign and a word', (proof, word, chip) => {
    const shown = page(proof);
    expect(shown.source).toContain(`<p class="word">${word}</p>`);
    expect(shown.text).toContain(chip);
    expect(shown.elements.find(({ tagName }) => tagName === 'title')?.childNodes[0]).toMatchObject({
      value: expect.stringContaining(`Round trip: ${word}`) as string,
    });
  });

  it('draws each round trip, and says in words what the picture shows', () => {
    const labels = attributes(page(REFUTED))
      .filter(({ name, value }) => name === 'aria-label' && value.startsWith('up'))
      .map(({ value }) => value);
    expect(labels).toEqual([
      'up 12 ms; undo 3 ms; up again 9 ms; after undo: equal; after up again: equal',
      'up 12 ms; undo 3 ms; up again failed; after undo: 2 objects differ; after up again: not known',
      'up 12 ms; undo 3 ms; up again 9 ms; after undo: data differs; after up again: equal',
      'up 12 ms; no undo script; up again not tried; after undo: not known; after up again: not known',
      'up 12 ms; undo 3 ms; up again 9 ms; after undo: the order of columns differs; after up again: equal',
      'up 12 ms; undo failed; up again not tried; after undo: not restored; after up again: not known',
      'up failed; undo not tried; up again not tried; after undo: not known; after up again: not known',
      'up 12 ms; up again failed; after up again: not known',
    ]);
  });

  it('has reasons, places, diffs, counts, the chain and the environment', () => {
    const { text, source } = page(REFUTED);
    for (const words of [
      'the column public.orders.note is additional',
      'sql/V43__step_43.sql:3',
      'SQLSTATE 42701',
      '+  RETURN NEW;',
      'other values',
      '12,000',
      'its start',
      'The callback afterMigrate fails: ERROR: division by zero',
      'The undo of version 47 fails in the chain of all undos',
      'the history of the target, replayed from the files: 41 migrations',
    ])
      expect(text).toContain(words);
    expect(source).toContain('<li class="critical" title="the undo of V47__step_47.sql fails"><b>✕</b> V47</li>');
  });

  it('opens what is not proven, and leaves the rest closed', () => {
    const panels = page(REFUTED).elements.filter(({ attrs }) =>
      attrs.some(({ name, value }) => name === 'class' && value.startsWith('panel')),
    );
    expect(panels.map(({ attrs }) => attrs.some(({ name }) => name === 'open'))).toEqual([false, ...Array.from({ length: 7 }, () => true)]);
  });

  it('stays small with a thousand migrations, but names all of them', () => {
    const { source, text } = page(large(1000));
    expect(source.length).toBeLessThan(1_000_000);
    expect(text).toContain('500 migrations, V1__step_1.sql to V500__step_500.sql');
    expect(text).toContain('V777__step_777.sql');
    expect(text).toContain('300 objects more in the JSON form of this proof.');
    expect(text).toMatch(/V1000\n.*(?:\n.*){0,60}\b\d+ more\n/u);
  });

  it('of a batch as a whole has its chain alone, and of nothing only says so', () => {
    expect(page(WHOLE).text).toContain('120 of 120 undone');
    expect(page(WHOLE).source).not.toContain('id="migrations"');
    expect(page(NOTHING).text).toContain('Nothing is pending.');
  });
});
