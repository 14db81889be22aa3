import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entryKind, fileErrorCode, isReadable, listDirectory, NotAFileError, readFileBytes, writeFileAtomic } from '../../src/io/files.ts';
import { createTempProject } from '../support/temp-project.ts';

test('reading gives exactly the bytes', () => {
  const large = Buffer.alloc(300_000, 'abc');
  using project = createTempProject({ empty: '', small: 'x', large });
  const read = (name: string): Buffer => readFileBytes(join(project.directory, name));
  expect(read('empty')).toHaveLength(0);
  expect(read('small').toString()).toBe('x');
  expect(read('large').equals(large)).toBe(true);
});

test('what is no regular file is refused at once', () => {
  using project = createTempProject();
  const at = (name: string): string => join(project.directory, name);
  execFileSync('mkfifo', [at('fifo')]);
  symlinkSync('fifo', at('link'));
  expect(() => readFileBytes(at('fifo'))).toThrow(NotAFileError);
  expect(() => readFileBytes(at('link'))).toThrow(NotAFileError);
  expect(() => readFileBytes(project.directory)).toThrow();
  expect(() => readFileBytes(at('nowhere'))).toThrow(expect.objectContaining({ code: 'ENOENT' }));
});

test('kinds of entries, links followed', () => {
  using project = createTempProject({ file: '', 'directory/x': '' });
  const at = (name: string): string => join(project.directory, name);
  execFileSync('mkfifo', [at('fifo')]);
  symlinkSync('directory', at('link'));
  symlinkSync('nowhere', at('broken'));
  symlinkSync('circle', at('circle'));
  const entries = listDirectory(project.directory).map(({ name, kind, isLink }) => `${name} ${kind} ${isLink}`);
  expect(entries.toSorted()).toEqual([
    'broken broken true',
    'circle broken true',
    'directory directory false',
    'fifo other false',
    'file file false',
    'link directory true',
  ]);
  expect(['file', 'link', 'fifo', 'broken', 'circle', 'file/x'].map((name) => entryKind(at(name)))).toEqual([
    'file',
    'directory',
    'other',
    null,
    'broken',
    null,
  ]);
  expect([isReadable(at('file')), isReadable(at('nowhere'))]).toEqual([true, false]);
});

test('an atomic write replaces the file and leaves nothing beside it, also when it fails', () => {
  using project = createTempProject({ 'out/report': 'old', 'out/directory/x': '' });
  const at = (name: string): string => join(project.directory, name);
  writeFileAtomic(at('out/report'), 'new ü');
  writeFileAtomic(at('deep/er/file'), Buffer.from([0, 255]));
  expect(readFileSync(at('out/report'), 'utf8')).toBe('new ü');
  expect([...readFileSync(at('deep/er/file'))]).toEqual([0, 255]);
  expect(() => writeFileAtomic(at('out/directory'), 'x')).toThrow();
  expect(readdirSync(at('out')).toSorted()).toEqual(['directory', 'report']);
});

test('codes of errors', () => {
  expect(fileErrorCode(Object.assign(new Error('x'), { code: 'EACCES' }))).toBe('EACCES');
  expect([fileErrorCode(new Error('x')), fileErrorCode('x')]).toEqual([null, null]);
});

test('a pipe is written to, not replaced by a file', async () => {
  using project = createTempProject();
  const pipe = join(project.directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = spawn('cat', [pipe]);
  const chunks: string[] = [];
  reader.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push(text));
  const ended = new Promise((resolve) => reader.once('close', resolve));
  writeFileAtomic(pipe, 'through the pipe');
  await ended;
  expect(chunks.join('')).toBe('through the pipe');
  expect(entryKind(pipe)).toBe('other');
});
