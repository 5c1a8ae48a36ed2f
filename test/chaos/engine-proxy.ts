// Stands in front of the engine's socket and fails one request of a run, or all of them for a while.

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';

/** What becomes of a request: all the ways in which one can fail. */
export const hows = [
  /** The engine never hears of it. */
  'refused',
  'answered-500',
  'answered-503',
  /** The engine does it, and what it answers is lost. */
  'lost-answer',
  /** The engine does it, and the answer says that it failed. */
  'wrong-answer',
  /** The connection goes in the middle of the answer. */
  'cut-in-answer',
  /** The connection goes while the engine is still at it. */
  'gone-at-once',
  'delayed',
] as const;
export type How = (typeof hows)[number];

export type ApiFault =
  /** The request of that number, counted from 1, and as many after it. */
  | { readonly at: number; readonly count: number; readonly how: How }
  /** From that request on nothing is answered for so long. */
  | { readonly at: number; readonly outageMs: number };

export type EngineProxy = {
  /** `unix://…` */
  readonly address: string;
  /** Requests that met the fault: `POST /containers/create`. */
  readonly met: readonly string[];
  readonly requests: () => number;
  close(): Promise<void>;
};

const delayMs = 1_500;
/** A stream that says nothing is cut after that. */
const silenceMs = 300;

/** Listens on `path`. */
export async function startEngineProxy(engine: string, path: string, fault: ApiFault): Promise<EngineProxy> {
  let count = 0;
  let outage: { readonly until: number } | undefined;
  const met: string[] = [];
  const decide = (asked: IncomingMessage): How | undefined => {
    count++;
    const how = howOf(fault, count);
    if ('outageMs' in fault && count === fault.at) outage = { until: Date.now() + fault.outageMs };
    const found = outage && Date.now() < outage.until ? 'refused' : how;
    if (found) met.push(routeOf(asked));
    return found;
  };
  const server = createServer((asked, answer) => {
    void handle(engine, asked, answer, decide(asked));
  });
  server.on('upgrade', (asked: IncomingMessage, socket: Duplex, head: Buffer) => {
    void takeOver(engine, asked, socket as Socket, head, decide(asked));
  });
  server.keepAliveTimeout = 60_000;
  // The server forgets those that were taken over.
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { address: `unix://${path}`, met, requests: () => count, close: () => closed(server, sockets) };
}

function howOf(fault: ApiFault, count: number): How | undefined {
  return 'how' in fault && count >= fault.at && count < fault.at + fault.count ? fault.how : undefined;
}

/** Without what differs from run to run. */
function routeOf({ method, url = '' }: IncomingMessage): string {
  const path = (url.split('?')[0] ?? '').replace(/^\/v[\d.]+/, '');
  return `${method} ${path.replace(/\/(containers|networks|exec|images)\/(?!create|json)[^/]+(?:\/(?!json|start)[^/]+:[^/]+)?/, '/$1/ID')}`;
}

async function handle(engine: string, asked: IncomingMessage, answer: ServerResponse, how: How | undefined) {
  answer.on('error', () => undefined);
  asked.on('error', () => undefined);
  if (how === 'delayed') await delay(delayMs);
  if (how === 'refused') return void asked.socket.destroy();
  if (how === 'answered-500' || how === 'answered-503') {
    asked.resume();
    answer.writeHead(Number(how.slice(-3)), { 'content-type': 'application/json' });
    return void answer.end('{"message":"chaos: the engine has a bad moment"}\n');
  }
  const { method, url: path, headers } = asked;
  const passed = request({ socketPath: engine, method, path, headers, agent: false });
  passed.on('error', () => asked.socket.destroy());
  if (how === 'gone-at-once') asked.on('end', () => setImmediate(() => asked.socket.destroy()));
  else answer.on('close', () => passed.destroy());
  asked.pipe(passed);
  passed.on('response', (response) => {
    response.on('error', () => asked.socket.destroy());
    if (how === 'lost-answer' || how === 'wrong-answer') return loseAnswer(response, asked, answer, how);
    if (how === 'gone-at-once') return void response.resume();
    answer.writeHead(response.statusCode ?? 500, response.headers);
    answer.flushHeaders();
    if (how === 'cut-in-answer') return cut(response, asked.socket, answer);
    response.pipe(answer);
  });
}

/** The engine has done it, or is at it for as long as somebody listens. */
function loseAnswer(response: IncomingMessage, asked: IncomingMessage, answer: ServerResponse, how: How): void {
  const lose = () => {
    if (how === 'lost-answer') return void asked.socket.destroy();
    if (answer.headersSent) return;
    answer.writeHead(500, { 'content-type': 'application/json' });
    answer.end('{"message":"chaos: done, and denied"}\n');
  };
  const timer = setTimeout(lose, silenceMs);
  response.on('end', () => {
    clearTimeout(timer);
    lose();
  });
  response.resume();
}

function cut(response: IncomingMessage, socket: Socket, answer: ServerResponse): void {
  const timer = setTimeout(() => socket.destroy(), silenceMs);
  response.once('data', (bytes: Buffer) => {
    clearTimeout(timer);
    answer.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => socket.destroy());
  });
  response.once('end', () => socket.destroy());
}

/** Connections that are taken over for a stream: builds' sessions, terminals, commands in containers. */
async function takeOver(engine: string, asked: IncomingMessage, socket: Socket, head: Buffer, how: How | undefined) {
  socket.on('error', () => undefined);
  if (how === 'delayed') await delay(delayMs);
  if (how === 'refused') return void socket.destroy();
  if (how === 'answered-500' || how === 'answered-503') return void socket.end(rawAnswer(Number(how.slice(-3))));
  const far = connect(engine);
  far.on('error', () => socket.destroy());
  far.write(rawHead(asked));
  far.write(head);
  socket.pipe(far);
  if (how === 'gone-at-once') return void setImmediate(() => socket.destroy());
  socket.on('close', () => far.destroy());
  if (how === 'lost-answer') return void setTimeout(() => socket.destroy(), silenceMs);
  if (how === 'wrong-answer') return void setTimeout(() => socket.end(rawAnswer(500)), silenceMs);
  far.pipe(socket);
  if (how === 'cut-in-answer') setTimeout(() => socket.destroy(), silenceMs);
}

function rawHead({ method, url, rawHeaders }: IncomingMessage): string {
  const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : []));
  return `${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

function rawAnswer(status: number): string {
  const body = '{"message":"chaos: the engine has a bad moment"}\n';
  const head = ['content-type: application/json', `content-length: ${body.length}`, 'connection: close'].join('\r\n');
  return `HTTP/1.1 ${status} Chaos\r\n${head}\r\n\r\n${body}`;
}

function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}
