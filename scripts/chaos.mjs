import { handOver } from './bootstrap.mjs';

await handOver('scripts/chaos.ts');
