import { handOver } from './bootstrap.mjs';

await handOver('scripts/other-engines/main.ts');
