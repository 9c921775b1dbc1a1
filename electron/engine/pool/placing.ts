import { rootPath } from '../../../shared/path.ts';
import type { PlacementReason, PolicyName } from '../../../shared/model.ts';
import { noPlacement } from '../../../shared/placement.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import { decide, explained, reasonOf, refusalError } from '../placement/decide.ts';
import type { Decision } from '../placement/decide.ts';
import type { NewFile, Standing } from '../placement/eligible.ts';
import { plainWish, wishFor } from '../placement/wish.ts';
import type { Wish } from '../placement/wish.ts';
import type { Away } from './away.ts';
import type { Load } from './load.ts';
import { openNear } from './near.ts';
import { openReadings } from './readings.ts';
import type { Read } from './readings.ts';
import { roomsOf } from './room.ts';
import type { Member, MemberRoom, Placement, PlaceRequest, Reservations } from './types.ts';

export interface PlacingOptions {
  readonly pool: string;
  readonly members: () => readonly Member[];
  readonly policy: () => PolicyName;
  /** Rules, pins and kept folders; left out: none. */
  readonly placement?: (() => Omit<PlacementSettings, 'policy'>) | undefined;
  readonly reservations: Reservations;
  readonly away: Away;
  readonly load: Load;
  readonly random: () => number;
}

export interface Placing {
  place(request: PlaceRequest): Promise<Placement>;
  explain(request: PlaceRequest): Promise<PlacementReason>;
  room(): Promise<readonly MemberRoom[]>;
  /**
   * Where a folder or link goes: it needs no room to speak of. `among`: the members that may be chosen.
   * @throws read-only, bad-name, offline
   */
  placeSmall(path: PlaceRequest['path'], among: readonly Member[]): Promise<Member>;
}

/** How old figures of space may be, in ms, for a choice; before a refusal they are read anew. */
const figuresMs = 200;
/** With less room than this left (bytes), the processes of this home choose one after the other. */
const tightBytes = 64 << 20;
/** Bytes of a block: on a disk, small files take whole ones. */
const blockBytes = 4096;

function blocksOf({ volume }: Member, bytes: number): number {
  return volume.physical(rootPath) === null ? bytes : Math.ceil(bytes / blockBytes) * blockBytes;
}

export function openPlacing(options: PlacingOptions): Placing {
  const { pool, policy, load, random } = options;
  const readings = openReadings(pool, options.reservations);
  const near = openNear(options.members, options.away);
  let last: string | null = null;

  const wishOf = ({ path, only }: PlaceRequest): Wish =>
    only === undefined
      ? wishFor({ policy: policy(), ...(options.placement?.() ?? noPlacement) }, path)
      : { ...plainWish('first-fit'), volumes: [only] };

  interface Surveyed {
    readonly decision: Decision;
    readonly standings: readonly Standing[];
    /** The room of the chosen member; undefined when all refuse. */
    readonly chosen: MemberRoom | undefined;
  }
  const onlineOf = (members: readonly Member[]): readonly Member[] => members.filter((member) => member.state().online);

  const roomsIn = (answers: readonly Read[]): readonly MemberRoom[] =>
    roomsOf(answers.flatMap((answer) => (answer.ok ? [answer.reading] : [])));

  /** Chooses by the figures at hand. Nothing awaits in here, nor between it and the promise of space that follows. */
  const survey = (members: readonly Member[], asked: NewFile, wish: Wish): Surveyed => {
    const known = near.current(asked.path, wish);
    const file = known === undefined ? asked : { ...asked, near: known };
    const online = onlineOf(members);
    const answers = readings.current(online);
    const rooms = roomsIn(answers);
    const standings = members.map((member): Standing => {
      const { name, settings } = member;
      const answer = answers[online.indexOf(member)];
      const unread = answer?.ok === false ? answer.error.message : '';
      const room = rooms.find((candidate) => candidate.member === member);
      if (room === undefined) return { name, settings, state: member.state(), figures: null, unread };
      // Promised bytes count as used: the next choice sees what this one will have done.
      const pending = Math.max(0, room.space.free - settings.reserve - room.room);
      const figures = {
        name,
        total: room.space.total,
        used: room.space.used + pending,
        free: Math.max(0, room.space.free - pending),
        room: room.room,
        ...load.of(name),
      };
      return { name, settings, state: member.state(), figures, unread };
    });
    const decision = decide(wish.policy, standings, file, { last, random }, wish);
    return { decision, standings, chosen: rooms.find(({ member }) => member.name === decision.volume) };
  };

  const fileOf = ({ path, size, exclude }: PlaceRequest): NewFile => ({ path, size, exclude: exclude ?? new Set() });

  /**
   * Chooses and hands the choice on at once; figures are read anew before all are said to refuse.
   * @throws no-space, read-only, bad-name, offline
   */
  const choose = async <T extends object>(
    members: readonly Member[],
    file: NewFile,
    wish: Wish,
    took: (chosen: MemberRoom, decision: Decision) => T,
  ): Promise<T> => {
    await readings.refresh(onlineOf(members), figuresMs);
    const look = near.refresh(file.path, wish);
    if (look !== null) await look;
    const online = onlineOf(members);
    const take = ({ chosen, decision }: Surveyed): T | null => (chosen === undefined ? null : took(chosen, decision));
    const first = survey(members, file, wish);
    const now = isTight(first, file) ? exactly(() => take(survey(members, file, wish))) : take(first);
    if (now !== null) return now;
    await readings.refresh(online, 0);
    return exactly(() => {
      const second = survey(members, file, wish);
      const taken = take(second);
      if (taken !== null) return taken;
      throw refusalError(pool, file, second.decision);
    });
  };
  const { reservations } = options;
  const exactly = <T>(choice: () => T): T =>
    reservations.exactly === undefined ? choice() : reservations.exactly(choice);
  const isTight = ({ chosen }: Surveyed, { size }: NewFile): boolean =>
    chosen !== undefined && size !== null && chosen.room - size < tightBytes;

  return {
    place(request) {
      const wish = wishOf(request);
      return choose(options.members(), fileOf(request), wish, ({ member, spaceGroup }, decision): Placement => {
        const bytes = blocksOf(member, request.size);
        const { wrote, release } = readings.promise(member, spaceGroup, bytes);
        const settled = near.placed(request.path, wish, member.name, bytes);
        last = member.name;
        return {
          member,
          reason: reasonOf(decision, Date.now()),
          wrote,
          release() {
            settled();
            release();
          },
        };
      });
    },

    async explain(request) {
      const wish = wishOf(request);
      await readings.refresh(onlineOf(options.members()), 0);
      await near.refresh(request.path, wish);
      const file = fileOf(request);
      const { decision, standings } = survey(options.members(), file, wish);
      return explained(decision, standings, file);
    },

    async room() {
      const online = onlineOf(options.members());
      await readings.refresh(online, 0);
      return roomsIn(readings.current(online));
    },

    placeSmall: (path, among) =>
      choose(among, { path, size: null, exclude: new Set() }, plainWish(policy()), ({ member }) => member),
  };
}
