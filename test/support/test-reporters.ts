type Reporters = (string | [string, { readonly outputFile: string }])[];

/** Reporters of all configurations; FLYBACK_TEST_REPORT names a file for the results as JSON. */
export function testReporters(): Reporters {
  const outputFile = process.env['FLYBACK_TEST_REPORT'];
  const base: Reporters = ['default', './test/support/no-silence-reporter.ts'];
  return outputFile === undefined ? base : [...base, ['json', { outputFile }]];
}
