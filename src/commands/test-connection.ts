import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';

/** Connects, asks for the facts of the session, and says so. */
export async function runTestConnection(input: CommandInput): Promise<Outcome<{ readonly database: string }>> {
  await using run = await CommandRun.open(input, { purpose: 'callbacks' });
  run.log.log('info', 'Flyway engine connection successful');
  return { result: { database: run.target.facts.database }, json: () => ({ successfulConnections: ['Flyway'] }), exitCode: 0 };
}
