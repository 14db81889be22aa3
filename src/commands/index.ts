import type { Command, CommandOption } from './command.ts';

const FORMAT: CommandOption = {
  name: 'format',
  value: 'NAME[=FILE],...',
  help: 'text (the default), json, markdown, html, sarif, gitlab, github; with a file it is written there.',
};

const VERIFY_FORMAT: CommandOption = {
  name: 'format',
  value: 'NAME[=FILE],...',
  help: 'text (the default), json, markdown, html, sarif, github; with a file it is written there.',
};

const GENERATE: CommandOption = {
  name: 'generate',
  value: null,
  help: 'Does not undo: writes the U files that are missing (or those of the versions and files named behind it), as far as a round trip in a sandbox proves them. With --dry-run it only says which; with --keep-unproven it writes the others too, with a header that says what is lost.',
};

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
    options: [GENERATE],
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
  {
    name: 'plan',
    summary: 'Shows what the pending batch will do to the target: exact SQL, locks, rewrites, risk, undo. Changes nothing.',
    mutates: 'nothing',
    isFlyway: false,
    options: [FORMAT],
    run: async (input) => (await import('./plan.ts')).runPlan(input),
  },
  {
    name: 'lint',
    summary: 'Judges migration files without a database: all of them, those named, or those that differ from --base.',
    mutates: 'nothing',
    isFlyway: false,
    options: [FORMAT],
    operands: '[files]',
    run: async (input) => (await import('./lint.ts')).runLint(input),
  },
  {
    name: 'verify',
    summary: 'Proves the pending batch in a sandbox: up, undo, up again must give the same schema and the same data.',
    mutates: 'sandbox',
    isFlyway: false,
    options: [
      { name: 'all', value: null, help: 'Every migration, from an empty database on; needs no target.' },
      { name: 'whole', value: null, help: 'Only the batch as a whole: all ups, all undos, all ups. Quick for a thousand migrations.' },
      {
        name: 'observe',
        value: null,
        help: 'Also look at what each statement does (locks, rewrites, scans), and hold it beside what plan says: the default for the pending batch, which --no-observe switches off.',
      },
      { name: 'no-observe', value: null, help: 'Only the round trips.' },
      {
        name: 'measure',
        value: 'ROWS',
        help: 'Also time the statements whose work grows with rows, with so many made rows (80k, say) and with a quarter of them, and say how long they would take with the rows of the target (or of flyback.assumeRows).',
      },
      {
        name: 'queries',
        value: 'FILE|pg_stat_statements',
        help: 'Also explain these queries before the batch and after it: queries that fail then, plans that differ, indexes that no longer serve. pg_stat_statements: those on which the target spends most time.',
      },
      {
        name: 'probe',
        value: null,
        help: 'Also write a row into each touched table between up and undo, which the undo must keep: the default for the pending batch, which --no-probe switches off.',
      },
      { name: 'no-probe', value: null, help: 'Nothing is written between up and undo.' },
      {
        name: 'rows',
        value: null,
        help: 'Also make up rows for the tables that the batch has to do with and that hold none, so that failures and losses show that depend on rows: the default for the pending batch, which --no-rows switches off.',
      },
      {
        name: 'load',
        value: null,
        help: 'Also run each up beside readers and writers of its tables, with 20,000 made rows each: the longest stall of each table, and what fails for an application as it was before.',
      },
      { name: 'no-rows', value: null, help: 'Tables stay as the files make them.' },
      { name: 'from', value: 'VERSION', help: 'From this version on; those before it are only applied.' },
      { name: 'to', value: 'VERSION', help: 'Up to this version.' },
      {
        name: 'sample',
        value: 'SIZE',
        help: 'With a masked part of the rows of the target: 5% of each table, 100000rows or 200MB in all (docs/masking.md).',
      },
      VERIFY_FORMAT,
    ],
    run: async (input) => (await import('./verify.ts')).runVerify(input),
  },
  {
    name: 'why-blocked',
    summary: 'Shows who waits for a lock on the server, and for whom, as a tree.',
    mutates: 'nothing',
    isFlyway: false,
    options: [{ name: 'watch', value: null, help: 'Look again every second, and show what has changed, until Ctrl-C.' }],
    run: async (input) => (await import('./why-blocked.ts')).runWhyBlocked(input),
  },
  {
    name: 'halt',
    summary: 'The kill switch: no migration or undo begins on this database, and those at work stop before their next piece.',
    mutates: 'database',
    isFlyway: false,
    options: [{ name: 'reason', value: 'TEXT', help: 'Why, for those who find their run halted.' }],
    run: async (input) => (await import('./halt.ts')).runHalt(input),
  },
  {
    name: 'resume',
    summary: 'Lets runs go on that halt has stopped.',
    mutates: 'database',
    isFlyway: false,
    run: async (input) => (await import('./resume.ts')).runResume(input),
  },
  {
    name: 'resolve',
    summary: 'Lists scripts outside of transactions whose runs were ended, and takes your word for what became of the statement at work.',
    mutates: 'history',
    isFlyway: false,
    operands: '[script]',
    options: [
      { name: 'applied', value: null, help: 'What was begun is done: the next migrate goes on behind it.' },
      { name: 'retry', value: null, help: 'The statement that was at work is run again.' },
      { name: 'restart', value: null, help: 'Nothing of the script is left in the database: it begins anew.' },
    ],
    run: async (input) => (await import('./resolve.ts')).runResolve(input),
  },
  {
    name: 'prune',
    summary: 'Lists what migrations have set aside for their undo, and with --yes drops what is older than a limit.',
    mutates: 'database',
    isFlyway: false,
    options: [
      { name: 'older-than', value: 'AGE', help: 'Days (30d), weeks (4w) or hours (12h); without it flyback.keep.days.' },
      { name: 'yes', value: null, help: 'Drops it. Without it nothing is changed.' },
    ],
    run: async (input) => (await import('./prune.ts')).runPrune(input),
  },
  {
    name: 'drift',
    summary:
      'Compares the target with what its history says, replayed in a sandbox, and writes the scripts that adopt or revert the difference.',
    mutates: 'sandbox',
    isFlyway: false,
    options: [
      { name: 'format', value: 'NAME[=FILE],...', help: 'text (the default), json, markdown; with a file it is written there.' },
      { name: 'adopt', value: 'FILE', help: 'Where the migration is written that makes of the history what the target is.' },
      { name: 'revert', value: 'FILE', help: 'Where the script is written that takes the target back to what its history says.' },
    ],
    run: async (input) => (await import('./drift.ts')).runDrift(input),
  },
  {
    name: 'renumber',
    summary: 'Gives migrations that are not applied yet the next free versions, where another branch or the target was faster.',
    mutates: 'files',
    isFlyway: false,
    options: [{ name: 'dry-run', value: null, help: 'Only say which files would be renamed.' }],
    run: async (input) => (await import('./renumber.ts')).runRenumber(input),
  },
];

/** Commands that work without a configuration. */
export const COMMANDS_WITHOUT_TARGET: readonly { readonly name: string; readonly summary: string }[] = [
  { name: 'demo', summary: 'Starts a throw-away PostgreSQL and shows verify, plan, migrate and undo on an example project.' },
  { name: 'version', summary: 'Prints the version.' },
];

/** What `undo` is with `--generate`: a command of ours, which takes names of files and never touches the target. */
const UNDO_GENERATE: Command = {
  name: 'undo',
  summary: 'Writes the undo scripts that are missing and proves them in a sandbox.',
  mutates: 'files',
  isFlyway: false,
  options: [
    GENERATE,
    { name: 'dry-run', value: null, help: 'Only say which files would be written.' },
    {
      name: 'keep-data',
      value: null,
      help: 'Where a migration destroys rows or values, edit it so that it sets them aside first. Only migrations that are not applied.',
    },
    {
      name: 'rollbacks',
      value: null,
      help: 'Also puts a copy of each undo script into flyback.undo.rollbacksLocation, or migrations/rollbacks.',
    },
    { name: 'assume-pending', value: null, help: 'No migration is applied anywhere: all of them may be edited.' },
    { name: 'keep-unproven', value: null, help: 'Also write what is not proven, with a header that says what is lost.' },
  ],
  operands: '[files or versions]',
  run: async (input) => (await import('./undo-generate.ts')).runUndoGenerate(input),
};

/** The commands as a command line means them. */
export function commandsOf(argv: readonly string[]): readonly Command[] {
  if (!argv.includes('--generate')) return COMMANDS;
  return COMMANDS.map((command) => (command.name === UNDO_GENERATE.name ? UNDO_GENERATE : command));
}

/** The command of a name. */
export function findCommand(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
