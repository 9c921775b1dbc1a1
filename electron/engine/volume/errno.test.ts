import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { expect, it } from 'vitest';
import { errnoOf, fromErrno } from './errno.ts';

/** An error as Node makes it of a number that the system answered. */
function nodeError(number: number): Error {
  const code = getSystemErrorName(-number);
  return Object.assign(new Error(`${code}, open '/x'`), { code, errno: -number, syscall: 'open' });
}

it('[V125] every number of this system has its name', () => {
  for (const [name, number] of Object.entries(constants.errno)) {
    const found = errnoOf(nodeError(number));
    // Some numbers have two names.
    expect((constants.errno as Readonly<Record<string, number>>)[found ?? ''], name).toBe(number);
  }
  expect(errnoOf(nodeError(3999))).toBe('E3999');
});

it.each([
  ['EDQUOT', 'no-space', 'quota'],
  ['ESTALE', 'offline', 'file server'],
  ['ENOSPC', 'no-space', 'no space'],
] as const)('[V125] %s is %s', (name, code, words) => {
  const error = fromErrno(nodeError(constants.errno[name]), 'Writing /a on disk1');
  expect(error.code).toBe(code);
  expect(error.message).toContain(words);
  expect(error.data).toMatchObject({ errno: name });
});
