/** Names of all of Flyway's events, in its order (Event.java, 12.4); every one is a prefix that file names may have. */
export const callbackEvents: readonly string[] = [
  'beforeClean',
  'afterClean',
  'afterCleanError',
  'beforeMigrate',
  'beforeEachMigrate',
  'beforeEachMigrateStatement',
  'afterEachMigrateStatement',
  'afterEachMigrateStatementError',
  'afterEachMigrate',
  'afterEachMigrateError',
  'beforeRepeatables',
  'afterVersioned',
  'afterMigrateApplied',
  'afterMigrate',
  'afterMigrateError',
  'beforeUndo',
  'beforeEachUndo',
  'beforeEachUndoStatement',
  'afterEachUndoStatement',
  'afterEachUndoStatementError',
  'afterEachUndo',
  'afterEachUndoError',
  'afterUndo',
  'afterUndoError',
  'beforeValidate',
  'afterValidate',
  'afterValidateError',
  'beforeBaseline',
  'afterBaseline',
  'afterBaselineError',
  'beforeRepair',
  'afterRepair',
  'afterRepairError',
  'beforeInfo',
  'afterInfo',
  'afterInfoError',
  'afterMigrateOperationFinish',
  'afterInfoOperationFinish',
  'createSchema',
  'beforeCreateSchema',
  'beforeConnect',
  'afterConnect',
];

const eventSet: ReadonlySet<string> = new Set(callbackEvents);

/** Whether a prefix is the name of an event. */
export function isCallbackEvent(prefix: string): boolean {
  return eventSet.has(prefix);
}

/** Whether SQL files are run at this event: `beforeConnect` has no connection to run them on (Flyway runs only shell scripts there). */
export function hasSqlCallbacks(event: string): boolean {
  return event !== 'beforeConnect' && eventSet.has(event);
}
