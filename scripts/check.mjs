import { handOver } from './bootstrap.mjs';

await handOver('scripts/check.ts');
