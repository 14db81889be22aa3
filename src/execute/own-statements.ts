import type { Session } from '../postgres/session.ts';
import type { DryRun } from './dry-run.ts';

/** Runs statements of ours in one transaction and one round trip; a dry run writes them down instead. Throws ServerError, rolled back. */
export async function executeOwn(session: Session, dryRun: DryRun | null, statements: readonly string[]): Promise<void> {
  if (statements.length === 0) return;
  const all = ['BEGIN', ...statements, 'COMMIT'];
  if (dryRun !== null) {
    for (const statement of all) dryRun.statement(statement);
    return;
  }
  try {
    await session.query(all.join(';\n'));
  } catch (error) {
    if (!session.isLost) await session.send('ROLLBACK');
    throw error;
  }
}
