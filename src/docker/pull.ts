// Makes sure of an image that is used as it is: the one on the engine, else the registry's.

import type Docker from 'dockerode';
import type { Progress } from '../model/event.ts';
import type { ReadyImage } from '../run/engine.ts';
import { EngineFailure } from '../run/engine.ts';
import { credentialsFor } from './credentials.ts';
import { findImage } from './find-image.ts';
import { readProgress } from './progress-stream.ts';
import { pullFailure } from './pull-failure.ts';

type PullMessage = {
  readonly id?: string;
  readonly status?: string;
  readonly error?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
};

/** Pulls the reference unless it is there. Rejects with EngineFailure. */
export async function ensurePulled(
  docker: Docker,
  reference: string,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
): Promise<ReadyImage> {
  const there = await findImage(docker, reference);
  if (there) return { ...there, cached: true };
  options.onProgress({ done: 0, total: 0, unit: 'bytes', text: 'pulling' });
  await pull(docker, reference, options);
  const pulled = await findImage(docker, reference);
  if (pulled) return { ...pulled, cached: false };
  throw new EngineFailure(`The engine pulled ${reference} and then had no such image`, { transient: true });
}

async function pull(
  docker: Docker,
  reference: string,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
): Promise<void> {
  const what = `Cannot pull ${reference}`;
  const layers = new Map<string, { current: number; total: number }>();
  try {
    const authconfig = await credentialsFor(reference);
    const stream = await docker.pull(withTag(reference), {
      abortSignal: signal,
      ...(authconfig ? { authconfig } : {}),
    });
    for await (const message of readProgress<PullMessage>(stream)) {
      if (message.error !== undefined) throw new Error(message.error);
      const { id, status, progressDetail } = message;
      if (id && status === 'Downloading' && progressDetail?.total) {
        layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
      } else if (id && status === 'Download complete') {
        const layer = layers.get(id);
        if (layer) layer.current = layer.total;
      } else continue;
      const all = [...layers.values()];
      onProgress({
        done: all.reduce((sum, layer) => sum + layer.current, 0),
        total: all.reduce((sum, layer) => sum + layer.total, 0),
        unit: 'bytes',
        text: 'pulling',
      });
    }
  } catch (error) {
    throw await pullFailure(docker, what, reference, error);
  }
}

/** Without a tag the engine would pull all the tags that there are. */
function withTag(reference: string): string {
  return /[:@][^/]*$/.test(reference) ? reference : `${reference}:latest`;
}
