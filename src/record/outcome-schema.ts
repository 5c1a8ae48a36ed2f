// What run.json says of an outcome: its name, what else belongs to it, and the suite's exit code.

import * as z from 'zod';
import { cancelReasons, type OutcomeKind, outcomeKinds } from '../model/outcome.ts';
import type { FactsOf } from './run-json.ts';

const texts = z.array(z.string());

export const problem = z
  .object({ message: z.string().describe('One sentence.'), detail: texts.describe('The lines that tell why.') })
  .meta({ id: 'problem' });

const none = undefined;
/** What else belongs to each outcome. */
const facts = {
  passed: none,
  flaky: z.object({ attempts: z.int().describe('How many told of the suite; it passed in the last of them.') }),
  cached: z.object({ from: z.string().describe('The run that it passed in.') }),
  failed: none,
  'timed-out': z.object({ afterMs: z.number() }),
  'out-of-memory': z.object({ limitBytes: z.number().exactOptional() }),
  'not-built': z.object({ image: z.string().describe('The key of one of the images.') }),
  'not-ready': z.object({ service: z.string(), reason: z.string(), logTail: texts }),
  'engine-error': z.object({ problem }),
  cancelled: z.object({ reason: z.enum(cancelReasons) }),
} satisfies { readonly [Kind in OutcomeKind]: z.ZodType<FactsOf<Kind>> | undefined };

for (const kind of outcomeKinds) facts[kind]?.register(z.globalRegistry, { id: idOf(kind) });

function idOf(kind: OutcomeKind): string {
  return `facts-${kind}`;
}

const anyFacts = z.union([
  facts.flaky,
  facts.cached,
  facts['timed-out'],
  facts['out-of-memory'],
  facts['not-built'],
  facts['not-ready'],
  facts['engine-error'],
  facts.cancelled,
]);

/** The keys of a cell, or of an attempt, that say what became of it. */
export const outcomeKeys = {
  outcome: z.enum(outcomeKinds),
  facts: anyFacts.optional().describe('What else belongs to the outcome.'),
  exitCode: z.int().optional().describe("The suite's: 0 where it passed in this run, absent where it gave none."),
};

/** In JSON Schema's words, since zod has none for them: which facts and which exit code an outcome has. */
export const outcomeRules = {
  $comment: 'Which facts and which exit code belong to which outcome.',
  allOf: outcomeKinds.map((kind) => ({
    if: { type: 'object', properties: { outcome: { const: kind } }, required: ['outcome'] },
    // biome-ignore lint/suspicious/noThenProperty: it is a keyword of JSON Schema, and nothing awaits it.
    then: ruleOf(kind),
  })),
};

/** For `allOf`; the schema has the rules among its `$defs`. */
export const byOutcome = { $ref: '#/$defs/outcomeRules' };

function ruleOf(kind: OutcomeKind) {
  const hasFacts = facts[kind] !== undefined;
  const exitCode =
    kind === 'failed' ? { type: 'integer' } : kind === 'passed' || kind === 'flaky' ? { const: 0 } : false;
  // A suite that ran out of memory without a limit has no facts.
  const required = [...(hasFacts && kind !== 'out-of-memory' ? ['facts'] : []), ...(exitCode ? ['exitCode'] : [])];
  const properties = { facts: hasFacts ? { $ref: `#/$defs/${idOf(kind)}` } : false, exitCode };
  return { type: 'object', properties, required };
}
