import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';

/** One browser tab (and its reloads) that was let in. Lives as long as the host. */
export interface Session {
  /** Names the session inside the host; no secret. */
  readonly id: string;
  /** Kept by the page in sessionStorage; proves that the request comes from our page. */
  readonly secret: string;
}

/** ms that a printed token is good for. */
export const tokenLifeMs = 600_000;

/**
 * Tokens, sessions and what proves them. A session needs two things at once: the cookie, which the browser sends to
 * every port of the address, and the secret, which only the page of this origin has. Everything is kept as a digest,
 * so looking it up tells nothing by its time.
 */
export class Sessions {
  /** Digest of the token to the time when it ends; used ones stay until then, as 'used'. */
  private readonly tokens = new Map<string, { readonly endsMs: number; used: boolean }>();
  /** Digest of the cookie's value to its session. */
  private readonly sessions = new Map<string, Session>();
  private readonly now: () => number;

  constructor(now: () => number = Date.now) {
    this.now = now;
  }

  /** A token that works once, for ten minutes. */
  issueToken(): string {
    this.dropEnded();
    const token = newSecret();
    this.tokens.set(digest(token), { endsMs: this.now() + tokenLifeMs, used: false });
    return token;
  }

  /** Uses a token up. Null when it is wrong, used or too old. */
  exchange(token: string): { readonly session: Session; readonly cookie: string } | null {
    this.dropEnded();
    const known = this.tokens.get(digest(token));
    if (known === undefined || known.used) return null;
    known.used = true;
    const cookie = newSecret();
    const session: Session = { id: randomUUID(), secret: newSecret() };
    this.sessions.set(digest(cookie), session);
    return { session, cookie };
  }

  /** The session of a cookie. Alone it authorises nothing but what a signature vouches for besides. */
  ofCookie(cookie: string | undefined): Session | null {
    return cookie === undefined ? null : (this.sessions.get(digest(cookie)) ?? null);
  }

  /** The session when both cookie and secret are right. */
  authorise(cookie: string | undefined, secret: string | undefined): Session | null {
    const session = this.ofCookie(cookie);
    return session !== null && secret !== undefined && sameText(secret, session.secret) ? session : null;
  }

  private dropEnded(): void {
    for (const [key, { endsMs }] of this.tokens) if (endsMs <= this.now()) this.tokens.delete(key);
  }
}

/** 256 random bits in letters that are safe in addresses, cookies and headers. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Compares in a time that does not depend on where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}

/** Cookies reach every port of an address: the port in the name keeps two hosts apart. */
export function cookieName(port: number): string {
  return `cfs-${port}`;
}

/** The value of one cookie in a Cookie header. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name) return value;
  }
  return undefined;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
