// Versions as they stand in axis values: `15`, `3.10`, `v20.1`, `postgres:15-alpine`.

/** The numbers of the version part of a value: after the last `/` and `:`, the first run of digits and dots. */
export function versionOf(value: string): readonly number[] | undefined {
  const tag = value.slice(value.lastIndexOf('/') + 1).replace(/^.*:/, '');
  const version = /\d+(?:\.\d+)*/.exec(tag)?.[0];
  return version?.split('.').map(Number);
}

/** Negative, zero or positive, as of `a - b`. A number that is not there counts as 0: `15` equals `15.0`. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
