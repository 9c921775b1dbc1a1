/** Names of pools and volumes: a sentence that begins with one does not change it. */
let names: readonly string[] = [];

/** Tells the names that are never given a capital. */
export function keepNames(known: readonly string[]): void {
  names = known;
}

/** What is no plain word (a path, a file name, something quoted) is not given a capital either. */
const plain = /^\p{Ll}+(?=[\s,;]|$)/u;

/** Begins a reason with a capital, unless it begins with a name or a path. */
export function asSentence(reason: string): string {
  const first = plain.exec(reason)?.[0];
  if (first === undefined || names.some((name) => name === first || reason.startsWith(`${name} `))) return reason;
  return `${first.charAt(0).toUpperCase()}${reason.slice(1)}`;
}
