/**
 * `npm test`: format, types, import rules, lint, unit and contract tests, the build, and the browser tests. Every step
 * runs even when one before it failed; the last line counts what passed and what failed.
 * `npm test -- --only unit` runs one step.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const reports = join(root, 'artifacts', 'reports');

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Titles of those that passed only at the second try (in CI): each is a defect, of the code or of the test. */
  flaky?: readonly string[];
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  return status === 0;
}

const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

/** One check that passes or fails as a whole. */
const check =
  (name: string, ...args: string[]) =>
  (): Counts => {
    const ok = run(bin(name), args);
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  };

/** The slowest check, of one thread: it runs beside the others from the start, and tells when its turn comes. */
function startLint(): () => Promise<Counts> {
  const child = spawn(bin('eslint'), ['.', '--max-warnings', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => said.push(text));
  const ended = new Promise<boolean>((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0));
  });
  return async () => {
    const ok = await ended;
    process.stdout.write(Buffer.concat(said));
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  };
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
}

function unit(): Counts {
  const output = join(reports, 'unit.json');
  const second = join(reports, 'flaky.txt');
  const reporters = ['default', 'json', join(root, 'scripts', 'flaky-reporter.ts')].map((name) => `--reporter=${name}`);
  const args = ['run', ...reporters, `--outputFile.json=${output}`];
  const ok = run(bin('vitest'), args, { CFS_TEST_BUILT: '1', CFS_FLAKY_FILE: second });
  if (!existsSync(output)) return { passed: 0, failed: 1, skipped: 0 };
  const report = JSON.parse(readFileSync(output, 'utf8')) as VitestReport;
  // A suite that could not even be loaded counts no failed test, but fails the run.
  const failed = Math.max(report.numFailedTests, ok && report.success ? 0 : 1);
  const flaky = existsSync(second) ? readFileSync(second, 'utf8').trim().split('\n') : [];
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests, flaky };
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly { readonly title: string; readonly tests: readonly { readonly status: string }[] }[];
}

interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
}

function flakyOf({ suites = [], specs }: PlaywrightSuite): string[] {
  const here = specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title);
  return [...here, ...suites.flatMap(flakyOf)];
}

function browser(): Counts {
  const output = join(reports, 'browser.json');
  const ok = run(bin('playwright'), ['test'], { PLAYWRIGHT_JSON_OUTPUT_FILE: output });
  if (!existsSync(output)) return { passed: 0, failed: 1, skipped: 0 };
  const { stats, suites } = JSON.parse(readFileSync(output, 'utf8')) as PlaywrightReport;
  return {
    passed: stats.expected + stats.flaky,
    failed: Math.max(stats.unexpected, ok ? 0 : 1),
    skipped: stats.skipped,
    flaky: suites.flatMap(flakyOf),
  };
}

/** Chromium for the browser tests, from Debian's packages where nothing else is there and we may install. */
function chromium(): Counts {
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const own = process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'];
  const there = (): boolean => known.concat(own ?? []).some((path) => existsSync(path));
  if (there()) return { passed: 0, failed: 0, skipped: 0 };
  if (existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
    run('apt-get', ['-qq', 'update']);
    run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'chromium'], {
      DEBIAN_FRONTEND: 'noninteractive',
    });
    if (there()) return { passed: 0, failed: 0, skipped: 0 };
  }
  // On other systems Playwright's own download is the way; it says itself when it cannot.
  const ok = run(bin('playwright'), ['install', 'chromium']);
  if (!ok)
    process.stderr.write(
      'No Chromium for the browser tests: install one, or name it in PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH.\n',
    );
  return { passed: 0, failed: ok ? 0 : 1, skipped: 0 };
}

let lint: (() => Promise<Counts>) | null = null;
const steps: Readonly<Record<string, () => Counts | Promise<Counts>>> = {
  format: check('prettier', '--check', '.'),
  types: check('tsc', '-b'),
  imports: check('depcruise', '--config', '.dependency-cruiser.mjs', 'shared', 'electron', 'renderer'),
  spec: check('node', 'scripts/spec.ts'),
  build: check('electron-vite', 'build'),
  lint: () => (lint ?? startLint())(),
  unit,
  chromium,
  browser,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
if (values.only !== undefined && !(values.only in steps)) {
  process.stderr.write(`There is no step "${values.only}": use one of ${Object.keys(steps).join(', ')}.\n`);
  process.exit(2);
}
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
if (values.only === undefined) lint = startLint();
const total: Counts = { passed: 0, failed: 0, skipped: 0 };
const flaky: string[] = [];
for (const [name, step] of Object.entries(steps)) {
  if (values.only !== undefined && values.only !== name) continue;
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const counts = await step();
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  flaky.push(...(counts.flaky ?? []));
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(
    `== ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped, ${seconds} s\n`,
  );
}
if (flaky.length > 0)
  process.stdout.write(`\nOnly at the second try:\n${flaky.map((title) => `  ${title}\n`).join('')}`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
