import { KEPT_SCHEMA_SQL, type SettingAside } from './keeping.ts';

/** A change of a script: byte offsets of a statement in the file, without its semicolon, and what goes before it or in its place. */
export interface ScriptEdit {
  readonly start: number;
  readonly end: number;
  readonly aside: SettingAside;
}

const LINE_FEED = 0x0a;
const NOTE = '-- flyback: set aside, so that undo can bring it back; "flyback prune" drops it later';

/** The script with what its edits put in; every other byte stays as it is. */
export function editScript(file: Buffer, edits: readonly ScriptEdit[]): Buffer {
  const newLine = usesCarriageReturns(file) ? '\r\n' : '\n';
  const parts: Buffer[] = [];
  let at = 0;
  for (const [index, { start, end, aside }] of edits.entries()) {
    const sql = [...(index === 0 ? KEPT_SCHEMA_SQL : []), ...aside.sql].map((text) => `${text};`);
    const from = lineStart(file, at, start);
    const original = file.toString('utf8', start, end);
    const lines = aside.isInPlace ? [NOTE, `-- instead of ${original.replaceAll(/\s+/gu, ' ')};`, ...sql] : [NOTE, ...sql];
    const text = lines.join('\n').replaceAll('\n', newLine);
    parts.push(
      file.subarray(at, from ?? start),
      Buffer.from(`${from === null ? newLine : ''}${aside.isInPlace ? withoutLastSemicolon(text) : `${text}${newLine}`}`),
    );
    if (!aside.isInPlace && from !== null) parts.push(file.subarray(from, start));
    at = aside.isInPlace ? end : start;
  }
  return Buffer.concat([...parts, file.subarray(at)]);
}

/** Where the line of a statement begins; null: something else stands before it on the line. */
function lineStart(file: Buffer, from: number, start: number): number | null {
  let at = start;
  while (at > from && (file[at - 1] === 0x20 || file[at - 1] === 0x09)) at--;
  return at === 0 || file[at - 1] === LINE_FEED ? at : null;
}

/** The statement's own semicolon ends the last of those in its place. */
function withoutLastSemicolon(text: string): string {
  return text.slice(0, -1);
}

function usesCarriageReturns(file: Buffer): boolean {
  const at = file.indexOf(LINE_FEED);
  return at > 0 && file[at - 1] === 0x0d;
}
