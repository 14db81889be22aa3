import type { Command } from './command.ts';

/** All commands. Each is loaded when it runs: a migrate need not wait for what undo imports. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'migrate',
    summary: 'Applies all pending migrations, each in a transaction with its history row.',
    mutates: 'database',
    isFlyway: true,
    run: async (input) => (await import('./migrate.ts')).runMigrate(input),
  },
  {
    name: 'undo',
    summary: 'Undoes the last migration by its U file; -target, -count or -cherryPick undo others.',
    mutates: 'database',
    isFlyway: true,
    run: async (input) => (await import('./undo.ts')).runUndo(input),
  },
  {
    name: 'info',
    summary: 'Shows every migration with its state: applied, pending, missing, failed.',
    mutates: 'nothing',
    isFlyway: true,
    run: async (input) => (await import('./info.ts')).runInfo(input),
  },
  {
    name: 'validate',
    summary: 'Compares the migration files with what was applied: names, types, checksums.',
    mutates: 'nothing',
    isFlyway: true,
    run: async (input) => (await import('./validate.ts')).runValidate(input),
  },
  {
    name: 'repair',
    summary: 'Removes failed rows from the history, marks missing migrations as deleted, takes over changed files.',
    mutates: 'history',
    isFlyway: true,
    run: async (input) => (await import('./repair.ts')).runRepair(input),
  },
  {
    name: 'baseline',
    summary: 'Marks an existing database as being at baselineVersion, so that only later migrations are applied.',
    mutates: 'history',
    isFlyway: true,
    run: async (input) => (await import('./baseline.ts')).runBaseline(input),
  },
  {
    name: 'clean',
    summary: 'Drops everything in the configured schemas (off unless cleanDisabled=false).',
    mutates: 'database',
    isFlyway: true,
    run: async (input) => (await import('./clean.ts')).runClean(input),
  },
  {
    name: 'testConnection',
    summary: 'Connects to the database and says whether that worked.',
    mutates: 'nothing',
    isFlyway: true,
    run: async (input) => (await import('./test-connection.ts')).runTestConnection(input),
  },
];

/** Commands that work without a configuration. */
export const COMMANDS_WITHOUT_TARGET: readonly { readonly name: string; readonly summary: string }[] = [
  { name: 'demo', summary: 'Starts a throw-away PostgreSQL and shows info, migrate and undo on an example project.' },
  { name: 'version', summary: 'Prints the version.' },
];

/** The command of a name. */
export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
