import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as Table from './state/commands.ts';

/** The whole table, as the window makes it at its start. The page is a few names that modules ask for when they load. */

let table: typeof Table;

beforeAll(async () => {
  const media = { matches: false, addEventListener: () => undefined };
  vi.stubGlobal('window', {
    addEventListener: () => undefined,
    matchMedia: () => media,
    location: { hash: '', href: 'http://localhost/' },
    history: { state: null },
    localStorage: { getItem: () => null, setItem: () => undefined },
  });
  vi.stubGlobal('document', {
    documentElement: {},
    body: {},
    addEventListener: () => undefined,
    querySelector: () => null,
  });
  const { registerAllCommands } = await import('./commands.ts');
  registerAllCommands();
  table = await import('./state/commands.ts');
}, 60_000);

describe('[B340] one table of commands', () => {
  it('no two commands have the same keys, on any keyboard', () => {
    expect(table.keyClashes(false)).toEqual([]);
    expect(table.keyClashes(true)).toEqual([]);
  });

  it('each has a name and keys that can be pressed', () => {
    const commands = table.allCommands();
    expect(commands.length).toBeGreaterThan(20);
    for (const command of commands) {
      expect(table.commandTitle(command), command.id).toMatch(/^\p{Lu}/u);
      for (const mac of [false, true]) expect(table.keysOf(command, mac).every((keys) => keys !== '')).toBe(true);
    }
  });

  it('no command takes a letter from who types the name of a file', () => {
    for (const command of table.allCommands()) {
      for (const keys of [...table.keysOf(command, false), ...table.keysOf(command, true)]) {
        expect(keys, command.id).not.toMatch(/^(Shift\+)?[\p{L}\p{N}]$/u);
      }
    }
  });

  it('an id that is taken is a mistake that is seen', () => {
    expect(() =>
      table.registerCommands([{ id: 'file.open', title: 'X', group: 'file', run: () => undefined }]),
    ).toThrow(/two commands "file.open"/);
  });

  it('the narrowest place hears a press first, fields keep theirs', () => {
    const press = (key: string, held: Partial<Record<'ctrlKey' | 'shiftKey', boolean>> = {}) => ({
      ...{ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held },
    });
    const id = (...args: Parameters<typeof table.pressedCommand>) => table.pressedCommand(...args)?.id;
    expect(id(press('Delete'), 'list', false, false)).toBe('file.trash');
    expect(id(press('Delete'), 'files', false, false)).toBeUndefined();
    expect(id(press('z', { ctrlKey: true }), 'window', false, false)).toBe('edit.undo');
    expect(id(press('z', { ctrlKey: true }), 'window', true, false)).toBeUndefined();
    expect(id(press('F1'), 'window', true, false)).toBe('help.shortcuts');
    expect(id(press('P', { ctrlKey: true, shiftKey: true }), 'list', false, false)).toBe('help.palette');
  });

  it('Escape ends one thing at a time, in its order', () => {
    const ended: string[] = [];
    const open = new Set(['cut', 'selection']);
    for (const stage of ['selection', 'cut'] as const) {
      table.onEscape(stage, () => open.delete(stage) && ended.push(stage) > 0);
    }
    expect([table.escape(), table.escape(), table.escape()]).toEqual([true, true, false]);
    expect(ended).toEqual(['cut', 'selection']);
  });
});

describe('[B491] Backspace leads where it leads in other windows of the system', () => {
  /** What it does in the list where the browser says that it runs there. */
  const meant = async (userAgent: string): Promise<readonly (string | undefined)[]> => {
    vi.resetModules();
    vi.stubGlobal('navigator', { userAgent });
    const { registerGoCommands } = await import('./features/shell/go-commands.ts');
    registerGoCommands();
    const { pressedCommand, keyClashes } = await import('./state/commands.ts');
    expect(keyClashes(false)).toEqual([]);
    const press = {
      key: 'Backspace',
      code: 'Backspace',
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
    };
    return [pressedCommand(press, 'list', false, false)?.id, pressedCommand(press, 'list', true, false)?.id];
  };

  it('back on Windows, one level up elsewhere, and in a field it deletes', async () => {
    expect(await meant('Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0')).toEqual(['go.back', undefined]);
    expect(await meant('Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0')).toEqual(['go.up', undefined]);
  });
});
