import fc from 'fast-check';

/** `npm run torture` runs each property twenty times as often as `npm test`. */
if (process.env['CFS_TORTURE'] === '1') fc.configureGlobal({ numRuns: 2_000 });
