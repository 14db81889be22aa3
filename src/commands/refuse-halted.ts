import type { CommandRun } from './command-run.ts';

/** Throws where runs are halted, for work that no guard goes before; asks only where there is a control schema. */
export async function refuseHalted({ target, session, config, dryRun }: CommandRun): Promise<void> {
  if (!target.facts.hasControlSchema || dryRun !== null) return;
  const [{ readHaltState }, { targetEnvironment }, { haltedError }] = await Promise.all([
    import('../postgres/halt-state.ts'),
    import('../config/target-environment.ts'),
    import('./halted-error.ts'),
  ]);
  const state = await readHaltState(session);
  if (state === 'none' || (state === 'unreadable' && targetEnvironment(config) !== 'production')) return;
  throw haltedError(state);
}
