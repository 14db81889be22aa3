import { basename } from 'node:path';
import { SourceError } from '../model/errors.ts';
import type { Migration, Script } from '../model/migration.ts';
import { flywayChecksum, withoutByteOrderMark } from './checksum.ts';
import { readScriptText } from './script-text.ts';

const kept = new WeakMap<Script, Buffer>();

/** Keeps the text of a script, byte order mark included, for {@link readScript}; it lives as long as the script object. */
export function keepText(script: Script, utf8: Buffer): void {
  kept.set(script, withoutByteOrderMark(utf8));
}

/** The text of a script in UTF-8, without byte order mark; a migration whose file changed since the scan is refused. */
export function readScript(script: Script): Buffer {
  const utf8 = kept.get(script);
  if (utf8 !== undefined) return utf8;
  const { path, shownPath, encoding } = script;
  const text = readScriptText({ name: basename(path), path, shownPath, encoding });
  if (isMigration(script) && flywayChecksum(text.utf8) !== script.rawChecksum) throw changed(script);
  return withoutByteOrderMark(text.utf8);
}

function isMigration(script: Script): script is Migration {
  return 'rawChecksum' in script;
}

function changed(script: Script): SourceError {
  return new SourceError('SOURCE_UNREADABLE', `${script.shownPath} (${script.path}) changed while flyback was running`, {
    hint: 'Nothing of this file was executed. Run the command again.',
  });
}
