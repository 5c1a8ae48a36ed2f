import { handOver } from './bootstrap.mjs';

await handOver('scripts/engine/main.ts');
