import type { Plan } from '../model/plan.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { planOf } from './plan-of-target.ts';
import { PLAN_FORMATS } from '../report/formats/index.ts';
import { deliver } from './format-output.ts';

const ABOVE_LIMIT = 10;

/** Runs plan: what the pending batch would do to the target. Reads only. */
export async function runPlan(input: CommandInput): Promise<Outcome<Plan>> {
  await using run = await CommandRun.open(input);
  const plan = await planOf(run);
  await deliver(plan, PLAN_FORMATS, input);
  const { riskLimit } = run.config.flyback;
  return { result: plan, json: () => plan as unknown as JsonObject, exitCode: plan.risk.score > riskLimit ? ABOVE_LIMIT : 0 };
}
