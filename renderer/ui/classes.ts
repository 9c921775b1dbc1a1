/** Joins class names and leaves out what is false or undefined. */
export function cx(...names: readonly (string | false | undefined | null)[]): string {
  return names.filter((name) => typeof name === 'string' && name !== '').join(' ');
}

/** The classes of a style sheet and of a more general one that it adds to: both, where both have one of a name. */
export function addedTo(
  general: Readonly<Record<string, string>>,
  own: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const both = Object.entries(own).map(([name, classes]) => [name, cx(general[name], classes)]);
  return { ...general, ...(Object.fromEntries(both) as Record<string, string>) };
}
