/**
 * Whether an SVG picture may be drawn. As an image it runs nothing and fetches nothing, but a few lines of it can ask for
 * billions of shapes: by entities that hold each other, or by `use` elements that show each other.
 */

/** Shapes that one picture may ask for by `use`. */
const mostShapes = 100_000;
/** Parts that show parts, and so on: more than pictures have, and less than the stack holds. */
const mostDeep = 500;

/** Why it is not drawn; null: it may be. */
export function svgRefusal(text: string): 'entities' | 'involved' | null {
  if (/<!entity/i.test(text)) return 'entities';
  // Attributes that stand in no tag.
  if (/<!attlist/i.test(text)) return 'involved';
  return shapes(text) > mostShapes ? 'involved' : null;
}

interface Part {
  readonly id: string | null;
  /** Elements in it, and what its `use` elements show. */
  count: number;
  readonly uses: string[];
}

/**
 * A tag: its slash, name and attributes. XML has no `<` within one, not in quotes either: so each letter of a text is looked
 * at once, whatever the text is.
 */
const tags = /<(\/?)([^\s<>"'/=!?][^\s<>"'/=]*)(?=[\s/>])((?:"[^"<]*"|'[^'<]*'|[^"'<>])*)>/g;

/** Elements that are drawn when every `use` is followed; Infinity where they show each other in a circle. */
function shapes(text: string): number {
  const parts = new Map<string, Part>();
  const root: Part = { id: null, count: 0, uses: [] };
  const open: Part[] = [root];
  for (const [, close, name = '', attributes = ''] of text.matchAll(tags)) {
    if (close === '/') {
      if (open.length > 1) endPart(open, parts);
      continue;
    }
    const part: Part = { id: attribute(attributes, 'id'), count: 1, uses: [] };
    const target = /(^|:)use$/i.test(name) ? attribute(attributes, '(?:[^\\s:=]+:)?href') : null;
    if (target?.startsWith('#') === true) part.uses.push(target.slice(1));
    // A name that is written in codes (`&#97;` is an a) could be any part's.
    if (target?.includes('&') === true || part.id?.includes('&') === true) part.count = Infinity;
    open.push(part);
    if (attributes.endsWith('/')) endPart(open, parts);
  }
  while (open.length > 1) endPart(open, parts);
  return counted(root, parts, new Map());
}

/** What was opened last belongs to what it stands in, and to its own name. */
function endPart(open: Part[], parts: Map<string, Part>): void {
  const part = open.pop();
  const outer = open.at(-1);
  if (part === undefined || outer === undefined) return;
  outer.count += part.count;
  outer.uses.push(...part.uses);
  // The first one with a name is the one that is shown.
  if (part.id !== null && !parts.has(part.id)) parts.set(part.id, part);
}

function attribute(attributes: string, name: string): string | null {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(attributes);
  return match === null ? null : (match[1] ?? match[2] ?? '').trim();
}

function counted(part: Part, parts: ReadonlyMap<string, Part>, known: Map<string, number>, depth = 0): number {
  if (depth > mostDeep) return Infinity;
  let sum = part.count;
  for (const name of part.uses) {
    const target = parts.get(name);
    if (target === undefined) continue;
    const before = known.get(name);
    if (before === undefined) {
      // Until it is known it counts as without end: a circle is one.
      known.set(name, Infinity);
      known.set(name, counted(target, parts, known, depth + 1));
    }
    sum += known.get(name) ?? 0;
    if (sum > mostShapes) return Infinity;
  }
  return sum;
}
