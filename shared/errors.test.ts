import { expect, it } from 'vitest';
import { AppError, asAppError, errorCodes, fail, fromWire, isAppError, toWire } from './errors.ts';

it('[H50] a message says what was attempted, why it failed and what to do', () => {
  const error = fail('no-space', 'Copying a.jpg', 'both volumes are full', 'free 2 GB', { data: { volumes: ['a'] } });
  expect(error.message).toBe('Copying a.jpg: both volumes are full: free 2 GB');
  expect([error.code, error.data]).toEqual(['no-space', { volumes: ['a'] }]);
});

it.each(errorCodes)('[H50] %s passes the wire unchanged', (code) => {
  const error = new AppError(code, 'message', { data: { figure: 1 } });
  const wire: unknown = JSON.parse(JSON.stringify(toWire(error)));
  expect(fromWire(wire as never)).toMatchObject({ code, message: 'message', data: { figure: 1 } });
});

it('[H50] what is no error of CFS becomes internal, an abort becomes cancelled', () => {
  expect(asAppError(new TypeError('x is not a function'))).toMatchObject({ code: 'internal' });
  expect(asAppError('text').message).toContain('text');
  expect(asAppError(new DOMException('stop', 'AbortError')).code).toBe('cancelled');
  expect(fromWire({ code: 'made-up' as never, message: 'm' }).code).toBe('internal');
  const own = new AppError('busy', 'm');
  expect(asAppError(own)).toBe(own);
  expect([isAppError(own), isAppError(own, 'busy'), isAppError(own, 'io'), isAppError(new Error())]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
