/** JSON with all control characters escaped, as JSON.stringify does it with most: a terminal that shows it obeys none. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(/[\u007f-\u009f]/g, (control) => `\\u00${control.charCodeAt(0).toString(16)}`);
}
