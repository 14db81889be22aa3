import { createHash } from 'node:crypto';
import { relativePath } from '../relative-path.ts';
import { sarifDocument, sarifLocation } from '../sarif-log.ts';
import { verifyFindings, type VerifyFinding } from '../verify-findings.ts';
import type { VerifyFormat } from './format.ts';

/** With its version, so that a better one can come (SARIF 2.1.0, 3.27.17). */
const FINGERPRINT = 'flybackRoundTrip/v1';

const RULES = [
  {
    id: 'round-trip-refuted',
    name: 'RoundTripRefuted',
    shortDescription: { text: 'The round trip is refuted' },
    fullDescription: { text: 'Up, undo and up again in a sandbox did not give the same schema and the same data.' },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['correctness', 'postgresql', 'migration'] },
  },
  {
    id: 'round-trip-unproven',
    name: 'RoundTripUnproven',
    shortDescription: { text: 'The round trip is not proven' },
    fullDescription: { text: 'Whether undo brings back what was there is not known, which is never success.' },
    defaultConfiguration: { level: 'warning' },
    properties: { tags: ['correctness', 'postgresql', 'migration'] },
  },
];

/** SARIF 2.1.0, for code scanning: a result for each migration that is not proven. */
export const verifySarif: VerifyFormat = {
  id: 'sarif',
  extension: 'sarif',
  render: (proof, { sourceRoot }) =>
    sarifDocument({
      rules: RULES,
      notifications: [],
      results: verifyFindings(proof).map((finding) => result(finding, sourceRoot)),
    }),
};

function result({ verdict, script, file, line, message }: VerifyFinding, sourceRoot: string | undefined): object {
  const key = JSON.stringify([verdict, script, file === null ? null : relativePath(file, sourceRoot)]);
  return {
    ruleId: `round-trip-${verdict}`,
    ruleIndex: RULES.findIndex(({ id }) => id.endsWith(verdict)),
    level: verdict === 'refuted' ? 'error' : 'warning',
    message: { text: script === null ? `The whole batch: ${message}` : message },
    locations: file === null ? [] : [{ physicalLocation: sarifLocation(file, { startLine: line }, sourceRoot) }],
    partialFingerprints: { [FINGERPRINT]: createHash('sha256').update(key).digest('hex') },
  };
}
