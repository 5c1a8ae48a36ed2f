import { request } from 'node:http';

/** What an engine says of itself, or undefined when it does not answer within `timeoutMs`. */
export async function askEngine(address: string, timeoutMs = 3_000): Promise<{ readonly version: string } | undefined> {
  const url = new URL(address);
  const where =
    url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port || 2375 };
  const { promise, resolve } = Promise.withResolvers<{ readonly version: string } | undefined>();
  const asked = request({ ...where, path: '/version', timeout: timeoutMs }, (response) => {
    let text = '';
    response.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    response.on('end', () => resolve(response.statusCode === 200 ? { version: versionOf(text) } : undefined));
    response.on('error', () => resolve(undefined));
  });
  asked.on('timeout', () => asked.destroy());
  asked.on('error', () => resolve(undefined));
  asked.end();
  return promise;
}

function versionOf(text: string): string {
  try {
    const { Version } = JSON.parse(text) as { readonly Version?: unknown };
    return typeof Version === 'string' ? Version : 'of no version';
  } catch {
    return 'of no version';
  }
}
