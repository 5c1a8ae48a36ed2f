// npm run build:action: action/, which is committed. test/action/bundle.test.ts tells when that was forgotten.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './build/build.ts';
import { bundleAction } from './build/bundle-action.ts';

await mkdir(join(root, 'action'), { recursive: true });
for (const { name, text } of await bundleAction()) {
  await writeFile(join(root, 'action', name), text);
  console.error(`action/${name}: ${text.length} characters`);
}
