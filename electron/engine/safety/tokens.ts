/** Files that tell who wrote them: a line with their name and size, then the name over and over. */
export function tokenContent(token: string, size: number): Buffer {
  const head = `${token} ${String(size)}\n`;
  return Buffer.concat([Buffer.from(head), Buffer.alloc(size, `${token};`)]);
}

/** Whose content it is; null when it is not whole. */
export function tokenOf(content: Buffer): string | null {
  const [token = '', size = ''] = content
    .subarray(0, Math.max(0, content.indexOf(0x0a)))
    .toString()
    .split(' ');
  return /^\d+$/.test(size) && content.equals(tokenContent(token, Number(size))) ? token : null;
}
