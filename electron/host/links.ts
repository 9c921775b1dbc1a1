import { createHmac, randomBytes } from 'node:crypto';
import { fail } from '../../shared/errors.ts';
import { parsePath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { filePath } from '../../shared/session.ts';
import { sameText } from './auth.ts';

/** ms within which a download must be begun. */
export const linkLifeMs = 600_000;

/** Makes and checks addresses of files: signed by this run of the host, for one session and a short time. */
export class Links {
  private readonly key = randomBytes(32);
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  make(session: string, pool: string, path: PoolPath): string {
    // JSON escapes lone surrogates, so a name that is not UTF-8 survives.
    const what = Buffer.from(JSON.stringify([pool, path])).toString('base64url');
    const until = String(this.now() + linkLifeMs);
    return `${filePath}?f=${what}&e=${until}&s=${this.sign(session, what, until)}`;
  }

  /** @throws AppError `unauthorized` when it is forged, of another session or too old */
  read(session: string, query: ReadonlyMap<string, string>): { readonly pool: string; readonly path: PoolPath } {
    const [what = '', until = '', signature = ''] = [query.get('f'), query.get('e'), query.get('s')];
    const genuine = sameText(signature, this.sign(session, what, until));
    if (!genuine || Number(until) <= this.now()) {
      const why = genuine ? 'the address has expired' : 'the address is not one of this host for this tab';
      throw fail('unauthorized', 'Downloading a file', why, 'start the download again in the window');
    }
    const [pool, path] = JSON.parse(Buffer.from(what, 'base64url').toString()) as [string, string];
    return { pool, path: parsePath(path) };
  }

  private sign(session: string, what: string, until: string): string {
    return createHmac('sha256', this.key).update(`${session}\n${what}\n${until}`).digest('base64url');
  }
}
