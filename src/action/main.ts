// What action.yml names, bundled into action/index.js.

import { run } from './run-action.ts';

await run();
