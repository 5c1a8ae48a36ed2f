// npm run bench: the nine cells against the same nine by a plain script of engine calls, in the same run.

import { onEngine } from './on-engine.ts';

await onEngine();
await import('../bench/nine-cells.ts');
