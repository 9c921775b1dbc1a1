import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase } from 'vitest/node';

/** Writes the title of each test that passed only when it was tried again into the file of CFS_FLAKY_FILE, a line each. */
export default class FlakyReporter implements Reporter {
  onTestCaseResult(test: TestCase): void {
    const file = process.env['CFS_FLAKY_FILE'];
    if (file !== undefined && test.diagnostic()?.flaky === true) appendFileSync(file, `${test.fullName}\n`);
  }
}
