/** Milliseconds as people say them, in at most six characters below a day: `43ms`, `4.2s`, `3m05s`, `1h02m`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 100) return `${whole}ms`;
  if (whole < 59_950) return `${(whole / 1000).toFixed(1)}s`;
  const seconds = Math.round(whole / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m${twoDigits(seconds % 60)}s`;
  return `${Math.floor(minutes / 60)}h${twoDigits(minutes % 60)}m`;
}

/** The same for a time that is being counted: it never shows milliseconds, so that it does not flicker. */
export function formatElapsed(ms: number): string {
  return ms < 100 ? '0.0s' : formatDuration(ms);
}

/** A limit, which is mostly a round number: `500ms`, `90s` as `1m30s`, `10m`, `2h`. */
export function formatLimit(ms: number): string {
  return formatDuration(ms)
    .replace(/\.0s$/, 's')
    .replace(/(?<=m)00s$|(?<=h)00m$/, '');
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}
