import { createHash } from 'node:crypto';

const longest = 80;
/** Names that Windows keeps for devices, whatever the extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A name for a file that every operating system takes: letters, digits and `=,.+@_-`, at most 80 characters. A text
 * that had to be changed ends in a short hash of the original, so that different texts keep different names.
 */
export function safeFileName(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9=,.+@_-]/gu, '_').replace(/^\.+|\.+$/g, '_');
  if (plain === text && plain.length > 0 && plain.length <= longest && !reserved.test(plain)) return plain;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${plain.slice(0, longest - hash.length - 1).replace(reserved, '_$&')}-${hash}`.slice(-longest);
}
