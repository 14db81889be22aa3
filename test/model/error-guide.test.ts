import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ERROR_GUIDE } from '../../src/model/error-guide.ts';

const SRC = join(import.meta.dirname, '..', '..', 'src');
const ABOUT_CODES = new Set(['model/errors.ts', 'model/error-guide.ts']);

test('each code of the guide is of an error that the source raises', () => {
  const text = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !ABOUT_CODES.has(path))
    .map((path) => readFileSync(join(SRC, path), 'utf8'))
    .join('\n');
  const raisedByItsClass = new Set(['INTERNAL']);
  expect(Object.keys(ERROR_GUIDE).filter((code) => !raisedByItsClass.has(code) && !text.includes(`'${code}'`))).toEqual([]);
});
