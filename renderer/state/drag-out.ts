import type { Dragged } from './drag-rule.ts';

/** What other programs get of a drag: nothing yet. */
export function externalData(): Record<string, string> {
  return {};
}

export function nativeDrag(_items: number): Dragged | null {
  return null;
}

export function nativePaths(_items: readonly DataTransferItem[]): boolean {
  return false;
}

export function forgetNative(): void {
  return undefined;
}
