import { visibleName } from '../../shared/format.ts';

/**
 * Text of a path as a person may see and edit it: characters that hide or turn text round, and bytes that are not
 * UTF-8, stand there as escapes. Which name each escape came from is remembered, so that it leads to the exact bytes.
 */
export class TypedNames {
  /** Names as they are shown, where that is not what they are. */
  private readonly exact = new Map<string, string>();

  /** As it is shown. */
  shown(text: string): string {
    return text
      .split('/')
      .map((name) => {
        const visible = visibleName(name);
        if (visible !== name) this.exact.set(visible, name);
        return visible;
      })
      .join('/');
  }

  /** What was meant: names that were shown with escapes are the ones they came from, all else is as it was typed. */
  meant(text: string): string {
    return text
      .split('/')
      .map((name) => this.exact.get(name) ?? name)
      .join('/');
  }
}
