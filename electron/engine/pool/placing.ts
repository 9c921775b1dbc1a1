import { rootPath } from '../../../shared/path.ts';
import type { PlacementReason, PolicyName } from '../../../shared/model.ts';
import { decide, reasonOf, refusalError } from '../placement/decide.ts';
import type { Decision } from '../placement/decide.ts';
import type { NewFile, Standing } from '../placement/eligible.ts';
import type { Load } from './load.ts';
import { openReadings } from './readings.ts';
import type { Read } from './readings.ts';
import { roomsOf } from './room.ts';
import type { Member, MemberRoom, Placement, PlaceRequest, Reservations } from './types.ts';

export interface PlacingOptions {
  readonly pool: string;
  readonly members: () => readonly Member[];
  readonly policy: () => PolicyName;
  readonly reservations: Reservations;
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
  let last: string | null = null;

  interface Surveyed {
    readonly decision: Decision;
    /** The room of the chosen member; undefined when all refuse. */
    readonly chosen: MemberRoom | undefined;
  }
  const onlineOf = (members: readonly Member[]): readonly Member[] => members.filter((member) => member.state().online);

  const roomsIn = (answers: readonly Read[]): readonly MemberRoom[] =>
    roomsOf(answers.flatMap((answer) => (answer.ok ? [answer.reading] : [])));

  /** Chooses by the figures at hand. Nothing awaits in here, nor between it and the promise of space that follows. */
  const survey = (members: readonly Member[], file: NewFile): Surveyed => {
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
    const decision = decide(policy(), standings, file, { last, random });
    return { decision, chosen: rooms.find(({ member }) => member.name === decision.volume) };
  };

  const fileOf = ({ path, size, exclude }: PlaceRequest): NewFile => ({ path, size, exclude: exclude ?? new Set() });

  /**
   * Chooses and hands the choice on at once; figures are read anew before all are said to refuse.
   * @throws no-space, read-only, bad-name, offline
   */
  const choose = async <T extends object>(
    members: readonly Member[],
    file: NewFile,
    took: (chosen: MemberRoom, decision: Decision) => T,
  ): Promise<T> => {
    await readings.refresh(onlineOf(members), figuresMs);
    const online = onlineOf(members);
    const take = ({ chosen, decision }: Surveyed): T | null => (chosen === undefined ? null : took(chosen, decision));
    const first = survey(members, file);
    const now = isTight(first, file) ? exactly(() => take(survey(members, file))) : take(first);
    if (now !== null) return now;
    await readings.refresh(online, 0);
    return exactly(() => {
      const second = survey(members, file);
      const taken = take(second);
      if (taken !== null) return taken;
      throw refusalError(pool, file, second.decision.refusals);
    });
  };
  const { reservations } = options;
  const exactly = <T>(choice: () => T): T =>
    reservations.exactly === undefined ? choice() : reservations.exactly(choice);
  const isTight = ({ chosen }: Surveyed, { size }: NewFile): boolean =>
    chosen !== undefined && size !== null && chosen.room - size < tightBytes;

  return {
    place: (request) =>
      choose(options.members(), fileOf(request), ({ member, spaceGroup }, decision): Placement => {
        const promise = readings.promise(member, spaceGroup, blocksOf(member, request.size));
        last = member.name;
        return { member, reason: reasonOf(policy(), decision, Date.now()), ...promise };
      }),

    async explain(request) {
      await readings.refresh(onlineOf(options.members()), 0);
      return reasonOf(policy(), survey(options.members(), fileOf(request)).decision, null);
    },

    async room() {
      const online = onlineOf(options.members());
      await readings.refresh(online, 0);
      return roomsIn(readings.current(online));
    },

    placeSmall: (path, among) => choose(among, { path, size: null, exclude: new Set() }, ({ member }) => member),
  };
}
