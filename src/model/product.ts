/** The version of flyback, equal to package.json (a test compares). */
export const FLYBACK_VERSION = '0.1.0';

/** The Flyway version whose behaviour is the reference, as `flywayVersion` in JSON results. */
export const FLYWAY_VERSION = '12.4.0';
