// matrix plan: everything but the engine.

import type { Plan } from '../model/plan.ts';
import { planText } from '../report/plan-text.ts';
import { screenOf } from './terminal.ts';

/** Prints the plan, for people or as JSON. */
export function showPlan(plan: Plan, options: { readonly json: boolean }): void {
  const screen = screenOf(process.stdout);
  screen.write(options.json ? `${JSON.stringify(plan, null, 2)}\n` : `${planText(plan, screen)}\n`);
}
