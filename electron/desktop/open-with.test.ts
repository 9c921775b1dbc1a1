import { expect, it } from 'vitest';
import { chooserCall } from './open-with.ts';

it('[T176] a program for a file is chosen with the chooser of the system, the path never a part of a command', () => {
  const windows = chooserCall('C:\\My files\\a & b.txt', 'win32');
  expect(windows).toEqual({
    program: 'rundll32.exe',
    args: ['shell32.dll,OpenAs_RunDLL C:\\My files\\a & b.txt'],
    verbatim: true,
  });
  const path = '/disk/"; do shell script "xyzzy".txt';
  const mac = chooserCall(path, 'darwin');
  expect(mac?.program).toBe('/usr/bin/osascript');
  expect(mac?.args.at(-1)).toBe(path);
  expect(mac?.args.slice(0, -1).some((arg) => arg.includes('xyzzy'))).toBe(false);
  expect(chooserCall('/a', 'linux')).toBeNull();
});
