/**
 * Whether an SVG picture may be drawn. As an image it runs nothing and fetches nothing, but a few lines of it can ask for
 * billions of shapes: by entities that hold each other, or by `use` elements that show each other.
 */

/** Shapes that one picture may ask for by `use`, and letters of it that are looked at. */
const mostShapes = 100_000;
export const svgBytesMost = 4 << 20;

/** Why it is not drawn; null: it may be. */
export function svgRefusal(text: string): 'entities' | 'involved' | null {
  if (/<!entity/i.test(text)) return 'entities';
  return shapes(text) > mostShapes ? 'involved' : null;
}

interface Part {
  readonly id: string | null;
  /** Elements in it, and what its `use` elements show. */
  count: number;
  readonly uses: string[];
}

const tags = /<(\/?)([a-z][\w:.-]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi;

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
    if (/(^|:)use$/i.test(name)) {
      const target = attribute(attributes, '(?:xlink:)?href');
      if (target?.startsWith('#') === true) part.uses.push(target.slice(1));
    }
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

function counted(part: Part, parts: ReadonlyMap<string, Part>, known: Map<string, number>): number {
  let sum = part.count;
  for (const name of part.uses) {
    const target = parts.get(name);
    if (target === undefined) continue;
    const before = known.get(name);
    if (before === undefined) {
      // Until it is known it counts as without end: a circle is one.
      known.set(name, Infinity);
      known.set(name, counted(target, parts, known));
    }
    sum += known.get(name) ?? 0;
    if (sum > mostShapes) return Infinity;
  }
  return sum;
}
