import type { Writable } from 'node:stream';
import { fail } from '../../shared/errors.ts';
import { nameToBytes } from '../../shared/names.ts';
import { visibleName } from '../../shared/format.ts';

/** What a stream of the terminal must offer. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** The reader of standard output has gone (`cfs find / | head`): stop quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed';
}

const chunkBytes = 64 * 1024;

/** Bytes of a text whose escaped names (shared/names.ts) become the bytes that they stand for. */
export function textBytes(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text, 'utf8');
  // A lone surrogate that stands for no byte comes from no disk; it is shown rather than failed on.
  return nameToBytes(
    text.replaceAll(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udc7f]/g, '\ufffd'),
  );
}

/**
 * Standard output of one command: text or JSON lines, collected into large writes. Call `ready` in long loops (it
 * writes, waits for a slow reader and tells when the reader has gone) and `finish` once at the end.
 */
export class Output {
  readonly json: boolean;
  /** Names end in NUL instead of a newline. */
  readonly nul: boolean;
  readonly terminal: boolean;
  private readonly stream: OutputStream;
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private problem: Error | null = null;

  constructor(stream: OutputStream, options: { readonly json: boolean; readonly nul: boolean }) {
    this.stream = stream;
    this.json = options.json;
    this.nul = options.nul;
    this.terminal = stream.isTTY === true;
    stream.on('error', (error) => (this.problem ??= error));
  }

  /** A name as it is printed: exact, except on a terminal, where control characters are made visible. */
  shown(name: string): string {
    return this.terminal && !this.nul ? visibleName(name) : name;
  }

  /** A line of text; names in it have gone through `shown`. */
  line(text: string): void {
    this.push(textBytes(`${text}\n`));
  }

  /** A line that is one name or path: ends in NUL with -0. */
  name(name: string): void {
    this.push(textBytes(this.nul ? `${name}\0` : `${this.shown(name)}\n`));
  }

  /** One JSON object on one line. Escaped bytes of names appear as \udcXX. */
  object(value: object): void {
    this.push(Buffer.from(`${JSON.stringify(value)}\n`));
  }

  /** Writes bytes as they are. */
  async raw(bytes: Uint8Array): Promise<void> {
    this.push(bytes);
    await this.ready();
  }

  /** @throws OutputClosed when nobody reads any more; AppError `io` when standard output cannot be written */
  async ready(): Promise<void> {
    if (this.problem !== null) this.refuse(this.problem);
    if (this.terminal || this.pendingBytes >= chunkBytes) await this.flush();
  }

  /** Writes all that is left. */
  async finish(): Promise<void> {
    await this.flush();
  }

  private push(bytes: Uint8Array): void {
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
  }

  private async flush(): Promise<void> {
    if (this.pendingBytes === 0) return;
    const bytes = Buffer.concat(this.pending);
    this.pending = [];
    this.pendingBytes = 0;
    const problem = await new Promise<Error | null>((resolve) => {
      this.stream.write(bytes, (error) => resolve(error ?? null));
    });
    if (problem !== null) this.refuse(problem);
  }

  private refuse(problem: Error): never {
    this.pending = [];
    this.pendingBytes = 0;
    if ('code' in problem && problem.code === 'EPIPE') throw new OutputClosed();
    throw fail('io', 'Writing to standard output', problem.message, 'check where the output goes');
  }
}
