const KNOWN_LIMITATIONS =
  'https://help.red-gate.com/help/flyway-cli12/help_4.aspx?topic=learn-more-about-flyway/troubleshooting/known-parser-limitations';

/** Flyway 12.4's sentence around whatever goes wrong while it reads a script; line and column are Flyway's, of the statement it was at. */
export function unparsable(file: string, line: number, column: number, message: string): string {
  return `Unable to parse statement in ${file} at line ${line} col ${column}. See ${KNOWN_LIMITATIONS} for more information. ${message}`;
}
