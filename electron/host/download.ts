import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fail } from '../../shared/errors.ts';
import { typeInWords } from '../../shared/format.ts';
import type { Entry } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { Engine, Pool } from '../engine/api.ts';
import { one } from './guard.ts';
import { attachment, parseRange } from './range.ts';
import type { ByteRange } from './range.ts';
import { respond } from './respond.ts';

/**
 * Sends a file, or the part of it that Range asks for, always as an attachment of no particular type in a sandbox: a
 * browser must never run what lies in a pool in the window's origin.
 * @throws AppError before anything is sent; later the connection is cut
 */
export async function sendFile(
  engine: Pick<Engine, 'pool'>,
  file: { readonly pool: string; readonly path: PoolPath },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pool = await engine.pool(file.pool);
  const entry = await pool.stat(file.path);
  if (entry.type !== 'file') {
    throw fail(
      'unsupported',
      `Downloading ${file.path}`,
      `it is ${typeInWords[entry.type]} now`,
      'list the folder again',
    );
  }
  const etag = `"${entry.size.toString(16)}-${entry.mtimeMs.toString(16)}"`;
  const range = wanted(request, entry, etag);
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': attachment(entry.name),
    'content-security-policy': "sandbox; default-src 'none'",
    'accept-ranges': 'bytes',
    etag,
    'last-modified': new Date(entry.mtimeMs).toUTCString(),
  };
  if (range === 'unsatisfiable') {
    respond(response, 416, { ...headers, 'content-range': `bytes */${entry.size}` });
    return;
  }
  const { start, end } = range === 'whole' ? { start: 0, end: entry.size } : range;
  const partial = range === 'whole' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${entry.size}` };
  const sent = { ...headers, ...partial, 'content-length': end - start };
  const status = range === 'whole' ? 200 : 206;
  if (request.method === 'HEAD' || start === end) {
    respond(response, status, sent);
    return;
  }
  const source = Readable.from(exactly(pool, file.path, { start, end }), { objectMode: false });
  // Waits for the first bytes: a file that cannot be read is a failure with a reason, not a broken download.
  await new Promise<void>((resolve, reject) => {
    source.once('readable', resolve);
    source.once('error', reject);
  });
  response.writeHead(status, sent);
  await pipeline(source, response);
}

function wanted(request: IncomingMessage, entry: Entry, etag: string): ByteRange | 'whole' | 'unsatisfiable' {
  const condition = one(request.headers, 'if-range');
  const lastModified = new Date(entry.mtimeMs).toUTCString();
  if (condition !== undefined && condition !== etag && condition !== lastModified) return 'whole';
  return parseRange(request.headers.range, entry.size);
}

/** The bytes of the range and never another number of them: the answer has announced how many come. */
async function* exactly(pool: Pool, path: PoolPath, range: ByteRange): AsyncIterable<Uint8Array> {
  let left = range.end - range.start;
  for await (const chunk of pool.read(path, range)) {
    if (chunk.length > left) break;
    left -= chunk.length;
    yield chunk;
  }
  if (left > 0) {
    throw fail('changed', `Downloading ${path}`, 'its size changed meanwhile', 'start the download again');
  }
}
