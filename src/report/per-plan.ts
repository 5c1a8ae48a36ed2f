import type { Plan } from '../model/plan.ts';

/** The same function, computed once a plan: plans are frozen, and a live table asks ten times a second. */
export function perPlan<Result>(compute: (plan: Plan) => Result): (plan: Plan) => Result {
  const known = new WeakMap<Plan, { readonly result: Result }>();
  return (plan) => {
    const found = known.get(plan) ?? { result: compute(plan) };
    known.set(plan, found);
    return found.result;
  };
}
