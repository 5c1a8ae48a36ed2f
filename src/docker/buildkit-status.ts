// BuildKit tells its progress as protobuf messages in the build's stream. dockerode ships their definition; it does
// not export its decoder, so the definition is read here.

import type protobuf from 'protobufjs';
import { buildKitDefinition } from './buildkit-definition.ts';

export type BuildKitStatus = {
  readonly vertexes: readonly {
    readonly digest: string;
    readonly name: string;
    readonly started: boolean;
    readonly completed: boolean;
    readonly error: string;
  }[];
  readonly logs: readonly { readonly vertex: string; readonly text: string }[];
};

type Decoded = {
  readonly vertexes?: readonly {
    readonly digest?: string;
    readonly name?: string;
    readonly started?: unknown;
    readonly completed?: unknown;
    readonly error?: string;
  }[];
  readonly logs?: readonly { readonly vertex?: string; readonly msg?: Uint8Array }[];
};

let statusType: protobuf.Type | undefined;

/** What a `moby.buildkit.trace` message says; `base64` is its `aux`. */
export function decodeBuildKitStatus(base64: string): BuildKitStatus {
  statusType ??= buildKitDefinition().lookupType('moby.buildkit.v1.StatusResponse');
  const status = statusType.decode(Buffer.from(base64, 'base64')) as Decoded;
  return {
    vertexes: (status.vertexes ?? []).map(({ digest = '', name = '', started, completed, error = '' }) => ({
      digest,
      name,
      started: Boolean(started),
      completed: Boolean(completed),
      error,
    })),
    logs: (status.logs ?? []).map(({ vertex = '', msg }) => ({
      vertex,
      text: Buffer.from(msg ?? []).toString('utf8'),
    })),
  };
}
