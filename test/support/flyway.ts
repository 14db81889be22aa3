/** Command line of the real Flyway: FLYWAY_LIB names the folder with its jars. */
export function flywayCommand(): readonly [string, ...string[]] {
  const library = process.env['FLYWAY_LIB'];
  if (library === undefined || library === '')
    throw new Error('FLYWAY_LIB is not set: it names the folder with the jars of the real Flyway');
  // The first compiler alone is what makes a short-lived JVM fastest.
  const java = ['java', '-XX:TieredStopAtLevel=1', '-cp', `${library}/*`] as const;
  return [...java, 'org.flywaydb.commandline.Main', '-skipCheckForUpdate'];
}
