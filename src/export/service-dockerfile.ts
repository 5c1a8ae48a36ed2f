// Files of a service go into an image of its own: a mounted folder would hide what the image has there, and an engine
// on another machine has no such folder.

/** The Dockerfile; the files stand beside it as `files/0`, `files/1`, … `isFolder` tells of each. */
export function serviceDockerfile(
  image: string,
  files: readonly { readonly to: string; readonly isFolder: boolean }[],
): string {
  const copies = files.map(({ to, isFolder }, index) => {
    const end = isFolder ? '/' : '';
    const target = `/${to.replace(/^\/+|\/+$/g, '')}`;
    return `COPY ${JSON.stringify([`files/${index}${end}`, escaped(target === '/' ? target : `${target}${end}`)])}`;
  });
  return `${[`FROM ${image}`, ...copies].join('\n')}\n`;
}

/** A Dockerfile takes quotes away and fills in variables, in a list as well. */
function escaped(path: string): string {
  return path.replace(/[\\$'"]/g, '\\$&');
}
