import { describe, expect, it } from 'vitest';
import { PLAN_FORMATS, type RenderOptions } from '../../src/report/formats/index.ts';
import { HOSTILE, PLANS } from './plans.ts';

const OPTIONS: RenderOptions = { color: false, width: 100, command: 'plan' };
// oxlint-disable-next-line no-control-regex -- these are what a reader must never get
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

describe.each(PLAN_FORMATS.map((format) => [format.id, format] as const))('%s', (id, format) => {
  it.each(PLANS)('renders: %s', (_name, plan) => {
    for (const command of ['plan', 'lint']) {
      const text = format.render(plan, { ...OPTIONS, command });
      expect(text.endsWith('\n')).toBe(true);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  it('lets nothing invisible through, whatever a file holds', () => {
    expect(INVISIBLE.test(JSON.stringify(HOSTILE).replaceAll('\\u001b', '\u001b'))).toBe(true);
    const text = format.render(HOSTILE, OPTIONS);
    // JSON escapes C0; a reader of JSON decides on its own what to show.
    const isJson = id === 'json' || id === 'sarif';
    expect(text).not.toMatch(isJson ? /[\u0000-\u0009\u000b-\u001f]/u : INVISIBLE);
  });
});

it('knows each format by its own name', () => {
  expect(PLAN_FORMATS.map(({ id }) => id)).toEqual(['text', 'json', 'markdown', 'html', 'sarif', 'gitlab', 'github']);
});
