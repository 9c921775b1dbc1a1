import { readFileSync, readlinkSync } from 'node:fs';
import { nameFromBytes } from '../../shared/names.ts';

/**
 * The program's arguments with their exact bytes, escaped as in shared/names.ts. Node decodes `process.argv` as UTF-8
 * and loses every other byte, so on Linux they are read again from the kernel.
 */
export function programArguments(argv: readonly string[] = process.argv, raw = readCommandLine()): readonly string[] {
  const lossy = argv.slice(2);
  if (raw === null || lossy.length === 0) return lossy;
  const exact = splitCommandLine(raw).slice(-lossy.length);
  const same =
    exact.length === lossy.length && exact.every((bytes, index) => Buffer.from(bytes).toString() === lossy[index]);
  return same ? exact.map(nameFromBytes) : lossy;
}

/** The working directory with its exact bytes where the system tells them, escaped as in shared/names.ts. */
export function workingDirectory(): string {
  try {
    return nameFromBytes(readlinkSync('/proc/self/cwd', { encoding: 'buffer' }));
  } catch {
    return process.cwd();
  }
}

function readCommandLine(): Uint8Array | null {
  try {
    return readFileSync('/proc/self/cmdline');
  } catch {
    return null;
  }
}

/** Each argument ends in a NUL byte. */
function splitCommandLine(raw: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < raw.length;) {
    const end = raw.indexOf(0, start);
    parts.push(raw.subarray(start, end < 0 ? raw.length : end));
    start = end < 0 ? raw.length : end + 1;
  }
  return parts;
}
