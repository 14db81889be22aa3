import type { PlanFormat } from './format.ts';

/** The plan as it is (docs/schemas/plan.schema.json); the command puts it into the envelope of its answer. */
export const planJson: PlanFormat = {
  id: 'json',
  extension: 'json',
  render: (plan) => `${JSON.stringify(plan, null, 2)}\n`,
};
