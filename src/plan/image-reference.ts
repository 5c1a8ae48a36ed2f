/** The reference by its digest alone: `node:13-slim` is `node@sha256:…`. Not every engine takes a tag beside it. */
export function withDigest(reference: string, digest: string): string {
  const repository = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return `${repository}@${digest}`;
}
