import { describe, expect, it } from 'vitest';
import { textBlocks } from './lines.ts';

describe('text in blocks', () => {
  it('[B301] lines are numbered, and blocks together are the text', () => {
    const lines = Array.from({ length: 450 }, (_, index) => `line ${String(index)}`);
    const blocks = textBlocks(`${lines.join('\r\n')}\r\n`);
    expect(blocks.map(({ rows }) => rows)).toEqual([200, 200, 50]);
    expect(blocks.map(({ text }) => text).join('\n')).toBe(lines.join('\n'));
    expect(blocks.map(({ numbers }) => numbers).join('\n')).toBe(lines.map((_, at) => String(at + 1)).join('\n'));
    expect(textBlocks('')).toEqual([{ numbers: '1', text: '', rows: 1 }]);
    expect(textBlocks('a\n\nb')).toEqual([{ numbers: '1\n2\n3', text: 'a\n\nb', rows: 3 }]);
  });

  it('[B301] a long line goes on in further rows, and no character is torn', () => {
    const line = `${'x'.repeat(999)}😀${'y'.repeat(1_500)}`;
    const blocks = textBlocks(`${line}\nnext`);
    const rows = blocks.flatMap(({ text }) => text.split('\n'));
    expect(rows.slice(0, -1).join('')).toBe(line);
    expect(rows.every((row) => row.isWellFormed() && row.length <= 1_000)).toBe(true);
    expect(blocks[0]?.numbers).toBe('1\n·\n·\n2');
  });

  it('[B301] marks that turn the order of letters round are seen', () => {
    expect(textBlocks('if (\u202eadmin\u2066) {')[0]?.text).toBe('if (\\u202eadmin\\u2066) {');
    expect(textBlocks('שלום')[0]?.text).toBe('שלום');
  });
});
