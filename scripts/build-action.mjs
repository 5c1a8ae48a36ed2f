import { handOver } from './bootstrap.mjs';

await handOver('scripts/build-action.ts');
