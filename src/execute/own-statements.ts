import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import type { DryRun } from './dry-run.ts';
import { InternalStepFailure } from './script-failure.ts';
import { internalStep } from './step.ts';

/** A statement of ours with the title of the message when it fails; an empty one has it worded like a script without a name. */
export interface OwnStatement {
  readonly label: string;
  readonly text: string;
}

const SEPARATOR = ';\n';

/** Runs statements of ours in one transaction and one round trip; a dry run writes them down instead. Throws InternalStepFailure for a labelled one, else ServerError; rolled back. */
export async function executeOwn(session: Session, dryRun: DryRun | null, statements: readonly (string | OwnStatement)[]): Promise<void> {
  if (statements.length === 0) return;
  const all = ['BEGIN', ...statements, 'COMMIT'];
  const texts = all.map((statement) => (typeof statement === 'string' ? statement : statement.text));
  if (dryRun !== null) {
    for (const text of texts) dryRun.statement(text);
    return;
  }
  const { completed, error } = await session.send(texts.join(SEPARATOR));
  if (error === null) return;
  if (!session.isLost) await session.send('ROLLBACK');
  const failed = all[completed];
  if (failed === undefined || typeof failed === 'string') throw error;
  throw new InternalStepFailure(internalStep(failed.label, failed.text), withOwnPosition(error, texts.slice(0, completed)));
}

/** The error with its position counted in its own statement. */
function withOwnPosition(error: ServerError, before: readonly string[]): ServerError {
  const { position } = error.server;
  const charactersBefore = before.reduce((sum, text) => sum + [...text].length + SEPARATOR.length, 0);
  return new ServerError({ ...error.server, position: position === null ? null : position - charactersBefore });
}
