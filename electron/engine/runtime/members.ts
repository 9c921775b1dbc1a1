import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Space } from '../../../shared/model.ts';
import type { Member, MemberSettings, MemberState } from '../pool/types.ts';
import type { VolumeConfig } from '../state/config-shape.ts';
import type { FigureStore, VolumeFigures } from '../state/figures.ts';
import type { Volume } from '../volume/volume.ts';
import { canBeLeft } from './leaving.ts';
import { observed } from './observed.ts';

/** A volume of an open pool: its settings as they are now, its Volume, and what was last seen of it. */
export interface OpenMember extends Member {
  readonly id: string;
  /** Present settings; replaced when the configuration changes. */
  readonly config: () => VolumeConfig;
  readonly condition: () => Condition;
  /** Last known figures; null when the volume was never seen. */
  readonly figures: () => VolumeFigures | null;
}

export interface Condition {
  readonly kind: 'online' | 'offline' | 'failing';
  readonly reason: string;
}

export interface Members {
  list(): readonly OpenMember[];
  /** Takes over the configuration: opens what is new, closes what is gone, keeps what stays. */
  follow(configs: readonly VolumeConfig[]): void;
  /** Looks at each volume: is it there, and with `space`, how full is it. Never rejects. */
  check(options: { readonly space: boolean; readonly maxAgeMs: number }): Promise<void>;
  /**
   * Closes volumes (by id) and all that is read or written on them; they are offline until the answered function is
   * called, and looked at anew then.
   */
  leave(ids: readonly string[]): () => void;
  close(): Promise<void>;
}

/** Why a volume that is being left is offline. */
export const beingEjected = 'it is being ejected';

/** After this time (ms) a volume that does not answer is told as failing; its answer still counts when it comes. */
const patienceMs = 3_000;

interface Live {
  readonly member: OpenMember;
  readonly key: string;
  config: VolumeConfig;
  condition: Condition;
  figures: VolumeFigures | null;
  seenMs: number;
  spaceMs: number;
  running: Promise<void> | null;
  /** Aborted while it is left. */
  leaving: AbortController;
}

/** @param counted bytes that the files of a volume allocate, when somebody keeps count of them; null otherwise */
export function openMembers(
  openVolume: (config: VolumeConfig) => Volume,
  figures: FigureStore,
  counted: (volume: string) => Promise<number | null> = () => Promise.resolve(null),
): Members {
  let members: Live[] = [];

  const open = (config: VolumeConfig): Live => {
    const opened = openVolume(config);
    const measured = config.limit === null ? opened : withCount(opened, () => counted(config.id));
    const leavable = canBeLeft(measured, () => live.leaving.signal);
    const volume = observed(leavable, (error) => {
      if (isLeft(live)) return;
      if (error.code !== 'offline' && error.code !== 'timeout') return;
      live.condition = conditionOf(error);
      live.seenMs = Date.now();
    });
    const settings: MemberSettings = {
      get mode() {
        return live.config.mode;
      },
      get reserve() {
        return live.config.reserve;
      },
      get limit() {
        return live.config.limit;
      },
      get draining() {
        return live.config.draining;
      },
      get tags() {
        return live.config.tags;
      },
    };
    const state = (): MemberState => ({
      online: live.condition.kind === 'online',
      reason: live.condition.reason,
    });
    const live: Live = {
      key: keyOf(config),
      config,
      // Believed to be there until it was looked at: every call of its own sees first whether it is.
      condition: { kind: 'online', reason: '' },
      figures: null,
      seenMs: -Infinity,
      spaceMs: -Infinity,
      running: null,
      leaving: new AbortController(),
      member: {
        id: config.id,
        name: config.name,
        volume,
        settings,
        state,
        config: () => live.config,
        condition: () => live.condition,
        figures: () => (live.figures ??= figures.find(config.id)),
      },
    };
    return live;
  };

  const look = async (live: Live, space: boolean): Promise<void> => {
    const { volume } = live.member;
    const started = Date.now();
    try {
      // Asked at once: a lane at rest wakes up once for both.
      const [{ filesystem, spaceGroup }, spaceNow] = await Promise.all([
        volume.capabilities(),
        space ? volume.space() : null,
      ]);
      live.seenMs = started;
      if (spaceNow !== null) {
        const figuresNow: VolumeFigures = { space: spaceNow, filesystem, spaceGroup };
        live.figures = figuresNow;
        live.spaceMs = started;
        figures.save(live.config.id, figuresNow);
      }
      if (!isLeft(live)) live.condition = { kind: 'online', reason: '' };
    } catch (thrown) {
      live.seenMs = started;
      if (isLeft(live)) return;
      live.condition = conditionOf(asAppError(thrown));
    }
  };

  const checkOne = async (live: Live, space: boolean, maxAgeMs: number): Promise<void> => {
    if (isLeft(live)) return;
    const age = Date.now() - (space && live.condition.kind === 'online' ? live.spaceMs : live.seenMs);
    if (age <= maxAgeMs) return;
    live.running ??= look(live, space).finally(() => (live.running = null));
    const waited = await within(live.running, patienceMs);
    if (!waited && !isLeft(live)) live.condition = { kind: 'failing', reason: 'it does not answer' };
  };

  return {
    list: () => members.map(({ member }) => member),
    follow(configs) {
      const before = new Map(members.map((live) => [live.key, live]));
      members = configs.map((config) => {
        const live = before.get(keyOf(config)) ?? open(config);
        before.delete(live.key);
        live.config = config;
        return live;
      });
      for (const gone of before.values()) void gone.member.volume.close();
    },
    async check({ space, maxAgeMs }) {
      await Promise.all(members.map((live) => checkOne(live, space, maxAgeMs)));
    },
    leave(ids) {
      const left = members.filter(({ config }) => ids.includes(config.id));
      for (const live of left) {
        const attempted = `Using ${live.config.name}`;
        live.condition = { kind: 'offline', reason: beingEjected };
        live.leaving.abort(fail('offline', attempted, beingEjected, 'connect it again when you need it'));
        void live.member.volume.close();
      }
      return () => {
        for (const live of left) {
          live.leaving = new AbortController();
          live.seenMs = -Infinity;
          live.spaceMs = -Infinity;
        }
      };
    },
    async close() {
      const open = members;
      members = [];
      await Promise.all(open.map(({ member }) => member.volume.close()));
    },
  };
}

/** Asked anew each time: it may be left while something is awaited. */
function isLeft({ leaving }: Live): boolean {
  return leaving.signal.aborted;
}

/** A volume with a limit, that is told what its files allocate when it is asked for its space. */
function withCount(volume: Volume, count: () => Promise<number | null>): Volume {
  const space: Volume['space'] = async () => {
    const counted = await count();
    return volume.space(counted === null ? {} : { counted });
  };
  return new Proxy(volume, {
    get: (target, key): unknown => (key === 'space' ? space : Reflect.get(target, key)),
  });
}

/** What a Volume is opened with: a change of it needs a new one. */
function keyOf({ id, name, root, limit }: VolumeConfig): string {
  return JSON.stringify([id, name, root, limit]);
}

function conditionOf(error: AppError): Condition {
  const [, why = error.message] = error.message.split(': ');
  if (isAppError(error, 'timeout') || isAppError(error, 'io')) return { kind: 'failing', reason: why };
  return { kind: 'offline', reason: why };
}

/** Waits at most `ms`; answers whether it was done by then. */
async function within(work: Promise<void>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), ms);
  const done = await Promise.race([work.then(() => true as const), late.promise]);
  clearTimeout(timer);
  return done;
}

/** Default reserve: 2 % of the volume, at most 4 GiB. */
export function defaultReserve(space: Space): number {
  return Math.min(Math.floor(space.total * 0.02), 4 * 1024 ** 3);
}
