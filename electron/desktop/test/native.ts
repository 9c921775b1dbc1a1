import { compileFunction, constants } from 'node:vm';

/** Imports a module as Node does, past the test runner's own loader. */
export const nativeImport = compileFunction('return import(url)', ['url'], {
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}) as (url: string) => Promise<unknown>;
