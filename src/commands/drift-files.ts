import { resolve } from 'node:path';
import { entryKind, readFileBytes, writeFileAtomic } from '../io/files.ts';
import type { Drift, DriftScript } from '../model/drift.ts';
import { ConfigError } from '../model/errors.ts';
import { SCRIPT_MARK } from '../report/drift-script.ts';
import type { CommandInput } from './command.ts';

const USAGE = 2;

/** Where the scripts are wanted, as absolute paths. */
export interface DriftFiles {
  readonly adopt: string | null;
  readonly revert: string | null;
}

/** Reads `--adopt FILE` and `--revert FILE`. @throws ConfigError where a file that somebody else has written would be overwritten */
export function driftFiles({ options, config }: CommandInput): DriftFiles {
  const path = (name: string): string | null => {
    const given = options?.get(name);
    if (typeof given !== 'string') return null;
    const file = resolve(config.workingDirectory, given);
    refuseToOverwrite(file, name);
    return file;
  };
  const files = { adopt: path('adopt'), revert: path('revert') };
  if (files.adopt !== null && files.adopt === files.revert)
    throw new ConfigError('CONFIG_CONFLICT', '--adopt and --revert name the same file.', { exitCode: USAGE });
  return files;
}

function refuseToOverwrite(file: string, option: string): void {
  const kind = entryKind(file);
  if (kind === null || (kind === 'file' && readFileBytes(file).toString('utf8').startsWith(SCRIPT_MARK))) return;
  throw new ConfigError(
    'CONFIG_CONFLICT',
    `${file} is there already, and not by flyback drift: it is not written over. Nothing was compared.`,
    {
      exitCode: USAGE,
      hint: `Give another name to --${option}, or remove the file.`,
    },
  );
}

/** Writes the scripts that are wanted, and says so in the answer. */
export function writeDriftFiles(drift: Drift, files: DriftFiles, { config, log }: CommandInput): Drift {
  const write = (script: DriftScript | null, file: string | null, name: string): DriftScript | null => {
    if (file === null) return script;
    if (script === null) {
      const why = drift.verdict === 'unknown' ? 'the history cannot be replayed' : 'there is nothing to do';
      log.log(drift.verdict === 'unknown' ? 'warn' : 'info', `${name}: not written, since ${why}.`);
      return null;
    }
    writeFileAtomic(file, Buffer.from(script.sql));
    log.log('info', `${name}: ${file}`);
    // Otherwise the text of a routine could be taken for a placeholder.
    if (name === 'adopt' && config.placeholderReplacement && script.sql.includes(config.placeholderPrefix)) {
      writeFileAtomic(`${file}.conf`, Buffer.from('placeholderReplacement=false\n'));
      log.log('info', `${name}: ${file}.conf, since the script holds ${config.placeholderPrefix}`);
    }
    return { ...script, file };
  };
  return { ...drift, adopt: write(drift.adopt, files.adopt, 'adopt'), revert: write(drift.revert, files.revert, 'revert') };
}
