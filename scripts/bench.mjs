import { handOver } from './bootstrap.mjs';

await handOver('scripts/bench.ts');
