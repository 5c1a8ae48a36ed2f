import { handOver } from './bootstrap.mjs';

await handOver('scripts/bounds.ts');
