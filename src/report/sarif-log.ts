import { FLYBACK_VERSION } from '../model/product.ts';
import { relativePath } from './relative-path.ts';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** A run as SARIF 2.1.0 wants it. */
export interface SarifRun {
  readonly rules: readonly object[];
  readonly notifications: readonly object[];
  readonly results: readonly object[];
}

/** The document of one run. */
export function sarifDocument({ rules, notifications, results }: SarifRun, version: string = FLYBACK_VERSION): string {
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'flyback', version, semanticVersion: version, rules } },
        columnKind: 'unicodeCodePoints',
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A place in a file; paths below the root of the repository are relative to it. */
export function sarifLocation(file: string, region: object, sourceRoot: string | undefined): object {
  const path = relativePath(file, sourceRoot);
  const uri = path.split('/').map(encodeURIComponent).join('/');
  // An absolute path lies outside the repository; one with a drive is no path of a URI without a slash before it.
  const artifactLocation = /^(?:\/|[A-Za-z]:\/)/u.test(path)
    ? { uri: `file://${path.startsWith('/') ? '' : '/'}${uri}` }
    : { uri, uriBaseId: '%SRCROOT%' };
  return { artifactLocation, region };
}
