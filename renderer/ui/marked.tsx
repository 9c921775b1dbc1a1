/** A sentence as a words file gives it, in parts: the odd ones stand out. */
export function Marked({ parts }: { readonly parts: readonly string[] }) {
  return parts.map((part, at) => (at % 2 === 1 ? <b key={`${String(at)} ${part}`}>{part}</b> : part));
}
