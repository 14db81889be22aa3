import { targetEnvironment } from '../config/target-environment.ts';
import { readHaltState } from '../postgres/halt-state.ts';
import type { CommandRun } from './command-run.ts';

/** Throws where runs are halted, for work that no guard goes before; asks only where there is a control schema. */
export async function refuseHalted({ target, session, config, dryRun }: CommandRun): Promise<void> {
  if (!target.facts.hasControlSchema || dryRun !== null) return;
  const state = await readHaltState(session);
  if (state === 'none' || (state === 'unreadable' && targetEnvironment(config) !== 'production')) return;
  const { haltedError } = await import('./halted-error.ts');
  throw haltedError(state);
}
