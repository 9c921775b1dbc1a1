import type { IncomingMessage } from 'node:http';
import { fail } from '../../shared/errors.ts';
import { uploadTarget } from './uploads.ts';
import type { Uploads } from './uploads.ts';

/** ms that a sender may be silent within a file. */
const idleMs = 120_000;

/**
 * Takes one file of an upload: the body of a PUT to the ticket's address with `path`, and if known `size` (bytes) and
 * `mtimeMs`. The body is read as fast as the engine takes it. A request that is cut off leaves no file.
 * @throws AppError `invalid`, `not-found` (no such upload), or what storing the file gave
 */
export async function takeFile(
  uploads: Uploads,
  query: ReadonlyMap<string, string>,
  request: IncomingMessage,
): Promise<void> {
  const size = numberOf(query, 'size', (value) => Number.isSafeInteger(value) && value >= 0);
  const mtimeMs = numberOf(query, 'mtimeMs', Number.isFinite);
  const announced = request.headers['content-length'];
  if (size !== undefined && announced !== undefined && Number(announced) !== size) {
    throw invalid('size', `${size} bytes are declared and ${announced} are sent`);
  }
  const length = size ?? (announced === undefined ? undefined : Number(announced));
  await uploads.use(query.get('job') ?? '', async (upload) => {
    const target = uploadTarget(upload, query.get('path') ?? '');
    await upload.receiver.file(target, bodyOf(request, length), {
      ...(length === undefined ? {} : { size: length }),
      ...(mtimeMs === undefined ? {} : { mtimeMs }),
    });
  });
}

function numberOf(
  query: ReadonlyMap<string, string>,
  field: string,
  accept: (value: number) => boolean,
): number | undefined {
  const text = query.get(field);
  if (text === undefined) return undefined;
  const value = text === '' ? Number.NaN : Number(text);
  if (accept(value)) return value;
  throw invalid(field, `"${text.slice(0, 100)}" is not such a number`);
}

function invalid(field: string, why: string): Error {
  return fail('invalid', 'Receiving a file', `${field}: ${why}`, 'send what the contract says', { data: { field } });
}

/** The body, at most (and at least) `length` bytes of it; ends with an error when the sender falls silent. */
async function* bodyOf(request: IncomingMessage, length: number | undefined): AsyncGenerator<Uint8Array> {
  // The request stays open after a failure, so that the answer can tell the reason.
  const chunks: AsyncIterator<Buffer> = request.iterator({ destroyOnReturn: false });
  let got = 0;
  for (;;) {
    const silence = setTimeout(() => {
      const why = 'its sender stopped sending';
      request.destroy(fail('timeout', 'Receiving a file', why, 'upload it again'));
    }, idleMs);
    const next = await chunks.next().finally(() => clearTimeout(silence));
    if (next.done === true) break;
    got += next.value.length;
    if (length !== undefined && got > length) throw invalid('size', `more than the declared ${length} bytes came`);
    yield next.value;
  }
  if (length !== undefined && got < length) throw invalid('size', `${got} of the declared ${length} bytes came`);
}
