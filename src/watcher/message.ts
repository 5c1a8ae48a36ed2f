import type { Endpoint } from '../docker/endpoint.ts';
import type { CellId } from '../model/cell.ts';
import type { RunId } from '../model/run-id.ts';

/** What a run tells its watcher, one line of JSON each: whose things these are, which are to stay, that all is well. */
export type Message =
  | { readonly watch: { readonly endpoint: Endpoint; readonly run: RunId } }
  | { readonly keep: CellId }
  /** All is well, and what is kept stays for so long, in milliseconds. */
  | { readonly expire: number }
  | { readonly dismiss: true };
