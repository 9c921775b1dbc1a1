import { AppError, asAppError } from '../../../shared/errors.ts';
import type { Space } from '../../../shared/model.ts';
import type { Volume, VolumeCapabilities } from '../volume/volume.ts';
import { volumeKey } from './reservations.ts';
import type { Member, ReservationMark, Reservations } from './types.ts';

/** What a member said of its space, and the bytes which that figure cannot know of. */
export interface Reading {
  readonly member: Member;
  readonly spaceGroup: string;
  readonly space: Space;
  /** Bytes promised to running work or written since the reading, of this member alone. */
  readonly pendingHere: number;
  /** The same, of all members that share its file system. */
  readonly pendingInGroup: number;
}

export type Read = { readonly ok: true; readonly reading: Reading } | { readonly ok: false; readonly error: AppError };

export interface Readings {
  /** Reads the space of members whose figures are older than `maxAgeMs`. Never rejects. */
  refresh(members: readonly Member[], maxAgeMs: number): Promise<void>;
  /**
   * The last figures with the promises of this moment, one answer per member, in order. Without an await in between, so
   * that a choice and the promise that follows it are one step.
   */
  current(members: readonly Member[]): readonly Read[];
  /** Promises bytes on a member. */
  promise(member: Member, spaceGroup: string, bytes: number): SpacePromise;
}

export interface SpacePromise {
  /** So many of the bytes are written: figures read from now on know of them. */
  readonly wrote: (bytes: number) => void;
  /** All is written or given up. May be called more than once. */
  readonly release: () => void;
}

interface Known {
  readonly space: Space;
  readonly spaceGroup: string;
  readonly atMs: number;
  /** Bytes released so far, per key, when the reading began: what was released later may be missing in it. */
  readonly released: ReadonlyMap<string, number>;
  /** The same, of other processes. */
  readonly mark: ReservationMark | undefined;
}

/** Written bytes are told of in lots of so many. */
const tellingBytes = 16_000_000;
/** Capabilities change only when another file system is mounted there. */
const capabilitiesMs = 5_000;

/**
 * Space of members, read seldom and corrected by what this process placed since: putting 20,000 small files must not
 * ask each volume 20,000 times. Bytes count from the promise until a reading that began after the release.
 */
export function openReadings(pool: string, reservations: Reservations, now: () => number = Date.now): Readings {
  const known = new WeakMap<Volume, Known | AppError>();
  const running = new WeakMap<Volume, Promise<void>>();
  const released = new Map<string, number>();
  const keyOf = (member: Member): string => volumeKey(pool, member.name);

  const measure = async (member: Member): Promise<void> => {
    const before = { atMs: now(), released: new Map(released), mark: reservations.mark?.() };
    try {
      const [{ spaceGroup }, space] = await Promise.all([capabilitiesOf(member.volume), member.volume.space()]);
      known.set(member.volume, { space, spaceGroup, ...before });
    } catch (thrown) {
      known.set(member.volume, asAppError(thrown));
    }
  };
  const isFresh = (member: Member, maxAgeMs: number): boolean => {
    const last = known.get(member.volume);
    return last !== undefined && !(last instanceof AppError) && maxAgeMs > 0 && now() - last.atMs <= maxAgeMs;
  };
  const refreshOne = (member: Member, maxAgeMs: number): Promise<void> => {
    // One that began earlier may miss a change that the caller has seen: it serves only those who take old figures.
    const already = maxAgeMs > 0 ? running.get(member.volume) : undefined;
    if (already !== undefined) return already;
    const measured = measure(member).finally(() => {
      if (running.get(member.volume) === measured) running.delete(member.volume);
    });
    running.set(member.volume, measured);
    return measured;
  };

  const pending = (key: string, { released: atReading, mark }: Known): number =>
    reservations.reserved(key, mark) + (released.get(key) ?? 0) - (atReading.get(key) ?? 0);

  return {
    async refresh(members, maxAgeMs) {
      const old = members.filter((member) => !isFresh(member, maxAgeMs));
      if (old.length > 0) await Promise.all(old.map((member) => refreshOne(member, maxAgeMs)));
    },

    current: (members) =>
      members.map((member): Read => {
        const last = known.get(member.volume);
        if (last === undefined) return { ok: false, error: new AppError('internal', 'Its space was not read yet.') };
        if (last instanceof AppError) return { ok: false, error: last };
        const { space, spaceGroup } = last;
        const pendingHere = pending(keyOf(member), last);
        const pendingInGroup = pending(spaceGroup, last);
        return { ok: true, reading: { member, spaceGroup, space, pendingHere, pendingInGroup } };
      }),

    promise(member, spaceGroup, bytes) {
      const keys = [spaceGroup, keyOf(member)];
      let left = bytes;
      let written = 0;
      let promises = keys.map((key) => reservations.reserve(key, left));
      let isHeld = true;
      /** From promised to released: it counts until the next reading, as part of what that sees. */
      const settle = (count: number): void => {
        for (const promise of promises) promise.release();
        for (const key of keys) released.set(key, (released.get(key) ?? 0) + count);
        left -= count;
      };
      return {
        wrote(count) {
          written += count;
          const part = Math.min(written, left);
          if (!isHeld || part < tellingBytes) return;
          written = 0;
          settle(part);
          promises = keys.map((key) => reservations.reserve(key, left));
        },
        release() {
          if (!isHeld) return;
          isHeld = false;
          settle(left);
        },
      };
    },
  };
}

const capabilities = new WeakMap<Volume, { readonly atMs: number; readonly answer: Promise<VolumeCapabilities> }>();

/** Capabilities of a volume, at most five seconds old. */
export function capabilitiesOf(volume: Volume): Promise<VolumeCapabilities> {
  const last = capabilities.get(volume);
  if (last !== undefined && Date.now() - last.atMs <= capabilitiesMs) return last.answer;
  const answer = volume.capabilities();
  capabilities.set(volume, { atMs: Date.now(), answer });
  answer.catch(() => {
    if (capabilities.get(volume)?.answer === answer) capabilities.delete(volume);
  });
  return answer;
}
