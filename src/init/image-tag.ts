// Versions as setup actions take them, and as images are called.

/** Whether an axis of this name has versions of a language. */
export function isLanguage(axis: string): boolean {
  return ['node', 'python', 'php', 'go', 'ruby'].includes(axis);
}

/** `18.x` is 18, `lts/*` is lts; undefined where the image has no such tag. */
export function imageTag(language: string, version: string): string | undefined {
  if (!isLanguage(language)) return version;
  const [, plain] = /^v?(\d+(?:\.\d+)*)(?:\.[x*])*$/.exec(version) ?? [];
  if (plain !== undefined) return plain;
  if (language === 'node') {
    if (version === 'lts/*') return 'lts';
    if (version === 'latest' || version === 'current' || version === 'node') return 'current';
    const [, codename] = /^lts\/([a-z]+)$/.exec(version) ?? [];
    return codename;
  }
  const [, series] = /^(\d+\.\d+)-?(?:dev|alpha|beta|rc|~)/.exec(version) ?? [];
  return series === undefined ? undefined : `${series}-rc`;
}
