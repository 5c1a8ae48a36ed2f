// In which forms a secret may stand in what a suite writes. What is compressed, encrypted, or taken apart byte by byte
// is not among them, nor can it be.

/** A form that is shorter is too likely to be something else; of a secret itself every length counts. */
const shortest = 4;

/** Line lengths at which `base64`, and PEM, break what they print. */
const wraps = [76, 64];

/**
 * The secret, and each of its lines where it has several, as they are and escaped in the ways of other texts; the whole
 * of it also in letters and digits. Without duplicates.
 */
export function secretForms(secret: string): readonly Buffer[] {
  const wholes = [secret, secret.trim()];
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const texts = new Set([...wholes, ...(lines.length > 1 ? lines.filter(isLong) : [])]);
  const derived = [...[...texts].flatMap(escaped), ...wholes.flatMap((text) => encoded(Buffer.from(text)))];
  const forms = new Set([...texts, ...derived.filter(isLong)]);
  forms.delete('');
  return [...forms].map((form) => Buffer.from(form));
}

function isLong(text: string): boolean {
  return text.length >= shortest;
}

/** As text within another text; what stands there may stand in a report in XML once more. */
function escaped(text: string): readonly string[] {
  const forms = quoted(text);
  return [...forms, ...markup(text), ...new Set([...forms, ...usualMarkup(text)].flatMap(usualMarkup))];
}

function quoted(text: string): readonly string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const url = encodeURIComponent(text.toWellFormed());
  const strictUrl = replaced(url, /[!'()*]/g, percent);
  const form = replaced(strictUrl, /~/g, percent);
  return [
    text.replaceAll('\n', '\r\n'),
    json,
    // PHP's, Go's and Python's.
    json.replaceAll('/', '\\/'),
    replaced(json, /[<>&]/g, unicode),
    replaced(json, /[<>&']/g, unicode),
    replaced(json, /[\u0080-\uffff]/g, unicode),
    replaced(json.replaceAll('/', '\\/'), /[\u0080-\uffff]/g, unicode),
    JSON.stringify(json).slice(1, -1),
    ...[url, strictUrl, form, encodeURI(text.toWellFormed())].flatMap(urls),
    // Quoted for a shell: 'it'\''s', 'it'"'"'s', "\$", \&.
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", "'\"'\"'"),
    text.replace(/[$`"\\]/g, '\\$&'),
    text.replace(/[^\w@%+=:,./-]/gu, '\\$&'),
    text.replace(/[^\w@%+=:,./~-]/gu, '\\$&'),
  ];
}

/** In XML and HTML, where who writes it may leave quotes, or what ends a tag, as they are. */
function markup(text: string): readonly string[] {
  const base = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const all = base.replaceAll('>', '&gt;');
  const quotes = ['&quot;', '&#34;', '&#x22;'];
  const apostrophes = ['&apos;', '&#39;', '&#039;', '&#x27;'];
  return [base, all].flatMap((form) => [
    form,
    ...['"', ...quotes].flatMap((quote) =>
      ["'", ...apostrophes].map((apostrophe) => form.replaceAll('"', quote).replaceAll("'", apostrophe)),
    ),
  ]);
}

/** As those write it who escape no more than they must, or as the libraries of Java, JavaScript, Go and Python do. */
function usualMarkup(text: string): readonly string[] {
  const least = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const all = least.replaceAll('>', '&gt;');
  const quote = all.replaceAll('"', '&quot;');
  return [
    least,
    least.replaceAll('"', '&quot;'),
    all,
    quote,
    ...['&apos;', '&#39;', '&#x27;'].map((apostrophe) => quote.replaceAll("'", apostrophe)),
    all.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  ];
}

/** As bytes, in letters and digits. */
function encoded(bytes: Buffer): readonly string[] {
  const hex = bytes.toString('hex');
  const pairs = [' ', ':'].map((between) => hex.replace(/..(?!$)/g, `$&${between}`));
  const digits = [hex, ...pairs].flatMap((form) => [form, form.toUpperCase()]);
  const withLineEnd = Buffer.concat([bytes, Buffer.from('\n')]);
  const base64 = [...[bytes, withLineEnd].flatMap(exactBase64), ...withinBase64(bytes)];
  return [...digits, ...base64, ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** Encoded by itself: whole, and in the lines into which a long one is broken. */
function exactBase64(bytes: Buffer): readonly string[] {
  const whole = bytes.toString('base64');
  const lines = wraps.flatMap((width) => whole.match(new RegExp(`.{${2 * shortest},${width}}`, 'g')) ?? []);
  return [whole, whole.replace(/=+$/, ''), ...(whole.length > Math.min(...wraps) ? lines : [])];
}

/**
 * Encoded together with what stands before and after it (`user:secret`): three bytes become four letters, so that there
 * are three ways in which it can lie. The letters at both ends, which it shares with others, are left out.
 */
function withinBase64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((before) => {
    const letters = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    return letters.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  });
}

/** Slashes and spaces have ways of their own, and digits of codes may be small. */
function urls(url: string): readonly string[] {
  return [url, url.replaceAll('%2F', '/')]
    .flatMap((one) => [one, one.replaceAll('%20', '+')])
    .flatMap((one) => [one, one.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

function replaced(text: string, pattern: RegExp, by: (unit: number) => string): string {
  return text.replace(pattern, (character) => by(character.charCodeAt(0)));
}

function percent(unit: number): string {
  return `%${unit.toString(16).toUpperCase()}`;
}

function unicode(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}
