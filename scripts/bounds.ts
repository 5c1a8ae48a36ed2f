// npm run test:bounds: the peak memory of the tool while suites do their worst, at full size.

import { onEngine } from './on-engine.ts';

await onEngine();
await import('../bench/bounds.ts');
