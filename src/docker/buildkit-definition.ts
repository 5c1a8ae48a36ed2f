// How BuildKit's messages are built: dockerode ships the definition. Apart from its only user, since a bundle that has
// no node_modules beside it puts the definition in this module's place (scripts/build/bundle-action.ts).

import { createRequire } from 'node:module';
import protobuf from 'protobufjs';

/** Reads the definition. Throws where dockerode's file is not there. */
export function buildKitDefinition(): protobuf.Root {
  return protobuf.loadSync(createRequire(import.meta.url).resolve('dockerode/lib/proto/buildkit_status.proto'));
}
