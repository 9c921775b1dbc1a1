import { fail, type AppError } from '../../shared/errors.ts';

/**
 * A shell pattern for whole names: `*`, `?`, `[a-z]`, `[!a-z]` and `\` before a literal character. A leading dot is
 * matched like any other character.
 * @throws AppError `invalid`
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  const expression = compile(pattern);
  return (name) => expression.test(name);
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(`^${translate(pattern)}$`, 'su');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refusePattern(pattern, 'a range such as [z-a] runs backwards', 'write it as [a-z]');
  }
}

function refusePattern(pattern: string, why: string, todo: string): AppError {
  return fail('invalid', `Reading the pattern ${JSON.stringify(pattern)}`, why, todo);
}

function translate(pattern: string): string {
  const characters = Array.from(pattern);
  let result = '';
  for (let i = 0; i < characters.length; i += 1) {
    const character = characters[i] ?? '';
    if (character === '*') {
      result += '.*';
    } else if (character === '?') {
      result += '.';
    } else if (character === '[') {
      const end = characters.indexOf(']', characters[i + 1] === '!' ? i + 3 : i + 2);
      if (end < 0) {
        throw refusePattern(pattern, 'a "[" has no "]"', 'write \\[ for a real bracket');
      }
      result += translateSet(characters.slice(i + 1, end));
      i = end;
    } else if (character === '\\' && i + 1 < characters.length) {
      i += 1;
      result += literal(characters[i] ?? '');
    } else {
      result += literal(character);
    }
  }
  return result;
}

function translateSet(members: readonly string[]): string {
  const negated = members[0] === '!';
  const inner = negated ? members.slice(1) : members;
  const ranges = inner.map((member, index) =>
    member === '-' && index > 0 && index < inner.length - 1 ? '-' : literal(member),
  );
  return `[${negated ? '^' : ''}${ranges.join('')}]`;
}

function literal(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
