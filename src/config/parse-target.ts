import { parseVersion } from '../model/version.ts';
import type { Target } from './config.ts';

/**
 * Reads the text of `target`: `latest`, `current`, `next`, a version, or a version with `?` at its end.
 * @throws SourceError with Flyway's message for anything else
 */
export function parseTarget(text: string): Target {
  const isRequired = !text.endsWith('?');
  const bare = isRequired ? text : text.slice(0, -1);
  const word = bare.toLowerCase();
  if (word === 'latest' || word === 'current' || word === 'next') return { kind: word };
  // MigrationVersion.LATEST has the largest long as its text.
  if (bare === '9223372036854775807') return { kind: 'latest' };
  return { kind: 'version', version: parseVersion(bare), isRequired };
}
