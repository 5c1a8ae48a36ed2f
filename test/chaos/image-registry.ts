// A registry of the test's own that serves one image under any name, and fails some of its requests.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import type Docker from 'dockerode';
import { extract, pack } from 'tar-stream';

export const registryHows = [
  'drops',
  'answers-429',
  'answers-401',
  'answers-500',
  'answers-503',
  'is-slow',
  'cuts-blobs',
] as const;
export type RegistryHow = (typeof registryHows)[number];

/** Requests `at` and so many after it, counted from 1. */
export type RegistryFault = { readonly at: number; readonly count: number; readonly how: RegistryHow };

export type ImageRegistry = {
  /** Of this run alone, so that the engine cannot have it. */
  readonly reference: string;
  readonly met: readonly string[];
  close(): Promise<void>;
};

type Blob = { readonly bytes: Buffer; readonly mediaType: string };
type Image = { readonly manifest: Blob; readonly blobs: ReadonlyMap<string, Blob> };

const manifestType = 'application/vnd.docker.distribution.manifest.v2+json';
const configType = 'application/vnd.docker.container.image.v1+json';
const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';

/** Serves `base` with a layer on top that no other run has. */
export async function startImageRegistry(
  docker: Docker,
  base: string,
  seed: number,
  fault: RegistryFault,
): Promise<ImageRegistry> {
  const image = await imageOf(docker, base, seed);
  const met: string[] = [];
  let count = 0;
  const server = createServer((asked, answer) => {
    // The first question, whether it is a registry at all, is asked of https first, and counts for nothing.
    const isCounted = asked.url !== '/v2/';
    if (isCounted) count++;
    const isHit = isCounted && count >= fault.at && count < fault.at + fault.count;
    if (isHit) met.push(`${asked.method} ${asked.url?.replace(/sha256:\w+/, 'DIGEST')}`);
    void serve(image, asked, answer, isHit ? fault.how : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    reference: `127.0.0.1:${port}/chaos/busybox:${seed}`,
    met,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(image: Image, asked: IncomingMessage, answer: ServerResponse, how: RegistryHow | undefined) {
  if (how === 'is-slow') await delay(2_000);
  if (how === 'drops') return void asked.socket.destroy();
  const [, status] = /^answers-(\d+)$/.exec(how ?? '') ?? [];
  if (status !== undefined) {
    const code = { 401: 'UNAUTHORIZED', 429: 'TOOMANYREQUESTS' }[status] ?? 'UNKNOWN';
    const wait = status === '429' ? { 'retry-after': '90' } : {};
    answer.writeHead(Number(status), { 'content-type': 'application/json', ...wait });
    return void answer.end(JSON.stringify({ errors: [{ code, message: 'chaos' }] }));
  }
  if (asked.url === '/v2/') return void answer.end('{}');
  const [, kind = '', name = ''] = /\/(manifests|blobs)\/([^/]+)$/.exec(asked.url ?? '') ?? [];
  const blob = kind === 'manifests' ? image.manifest : image.blobs.get(name);
  if (!blob) return void answer.writeHead(404).end();
  answer.writeHead(200, {
    'content-type': blob.mediaType,
    'content-length': blob.bytes.length,
    'docker-content-digest': digestOf(blob.bytes),
  });
  if (asked.method === 'HEAD') return void answer.end();
  if (how === 'cuts-blobs')
    return void answer.write(blob.bytes.subarray(0, blob.bytes.length / 2), () => asked.socket.destroy());
  answer.end(blob.bytes);
}

async function imageOf(docker: Docker, base: string, seed: number): Promise<Image> {
  const files = await filesIn((await docker.getImage(base).get()) as NodeJS.ReadableStream);
  const [{ Config: configFile, Layers: layers }] = json(files, 'manifest.json') as [
    { Config: string; Layers: readonly string[] },
  ];
  const own = await tarOf(`chaos-${seed}`);
  const config = json(files, configFile) as { rootfs: { diff_ids: string[] }; history?: unknown[] };
  const configBytes = Buffer.from(
    JSON.stringify({
      ...config,
      rootfs: { ...config.rootfs, diff_ids: [...config.rootfs.diff_ids, digestOf(own)] },
      history: [...(config.history ?? []), { created_by: 'chaos' }],
    }),
  );
  const tars = [...layers.map((layer) => plain(files.get(layer) ?? Buffer.alloc(0))), own];
  const blobs = [
    { bytes: configBytes, mediaType: configType },
    ...tars.map((tar) => ({ bytes: gzipSync(tar, { level: 1 }), mediaType: layerType })),
  ];
  const [first, ...rest] = blobs.map(({ bytes, mediaType }) => ({
    mediaType,
    size: bytes.length,
    digest: digestOf(bytes),
  }));
  const manifest = { schemaVersion: 2, mediaType: manifestType, config: first, layers: rest };
  return {
    manifest: { bytes: Buffer.from(JSON.stringify(manifest)), mediaType: manifestType },
    blobs: new Map(blobs.map((blob) => [digestOf(blob.bytes), blob])),
  };
}

async function filesIn(stream: NodeJS.ReadableStream): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for await (const entry of stream.pipe(extract())) {
    const bytes = await buffer(entry);
    files.set(entry.header.name, bytes);
  }
  return files;
}

function json(files: ReadonlyMap<string, Buffer>, name: string): unknown {
  return JSON.parse((files.get(name) ?? Buffer.alloc(0)).toString());
}

async function tarOf(text: string): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'chaos', mtime: new Date(0) }, text);
  tar.finalize();
  return buffer(tar);
}

function plain(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
