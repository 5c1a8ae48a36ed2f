/** A component of a path: lower case, with single separators between. */
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const registry = '(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9-]+)*(?::\\d+)?/)?';
const reference = new RegExp(
  `^${registry}${component}(?:/${component})*(?::\\w[\\w.-]{0,127})?(?:@[A-Za-z][\\w.+-]*:[0-9a-fA-F]{32,})?$`,
);

/**
 * Why a text cannot be the name of an image; undefined where it can. The grammar is that of the distribution project
 * (github.com/distribution/reference), which every engine reads names by.
 */
export function imageNameTrouble(name: string): { readonly message: string; readonly hint?: string } | undefined {
  if (reference.test(name)) return undefined;
  const message = `${JSON.stringify(name)} is no name of an image`;
  return reference.test(name.toLowerCase()) ? { message, hint: 'its letters have to be small ones' } : { message };
}
