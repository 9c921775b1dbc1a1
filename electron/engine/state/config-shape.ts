import { z } from 'zod';
import { policyNames, volumeModes } from '../../../shared/model.ts';
import { keepTogetherShape, pinsShape, rulesShape } from '../../../shared/placement-shape.ts';
import { noPlacement } from '../../../shared/placement.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';

/**
 * The configuration file: pools and their volumes. It holds what a person decided; everything else is found again on
 * the volumes.
 */

/** Raised with every change that an older program cannot read; `migrations` leads from each version to the next. */
export const configVersion = 1;

const bytes = z.number().int().nonnegative();
const name = z.string().min(1).max(255);

const volumeConfig = z.object({
  /** As in the marker of the root. */
  id: z.string().min(1).max(64),
  name,
  /** Real path of this host (escaped as in names.ts). */
  root: z.string().min(1),
  mode: z.enum(volumeModes),
  /** Bytes never filled. */
  reserve: bytes,
  /** True when a person chose the reserve; otherwise it follows the size of the volume. */
  reserveChosen: z.boolean(),
  limit: bytes.nullable(),
  tags: z.array(z.string()),
  draining: z.boolean(),
  colour: z.number().int().min(1).max(8),
  mark: z.string().min(1).max(8),
});
export type VolumeConfig = z.infer<typeof volumeConfig>;

const poolConfig = z.object({
  id: z.string().min(1).max(64),
  name,
  policy: z.enum(policyNames),
  /** Default reserve of its volumes in bytes; null: by the size of each volume. */
  reserve: bytes.nullable(),
  sample: z.boolean(),
  /** What lies in the trash for so many days is deleted for ever; left out: never. */
  trashDays: z.number().int().min(1).max(36_500).optional(),
  /** Where new files go, beside the policy; left out: nothing was said of it. Volumes by name. */
  keepTogether: keepTogetherShape.optional(),
  rules: rulesShape.optional(),
  pins: pinsShape.optional(),
  volumes: z.array(volumeConfig),
});
export type PoolConfig = z.infer<typeof poolConfig>;

/** What a pool was told of where new files go. The lists are those of the configuration, so that what is read of them is kept. */
export function placementOf({ policy, keepTogether, rules, pins }: PoolConfig): PlacementSettings {
  return {
    policy,
    keepTogether: keepTogether ?? noPlacement.keepTogether,
    rules: rules ?? noPlacement.rules,
    pins: pins ?? noPlacement.pins,
  };
}

const configShape = z.object({
  version: z.literal(configVersion),
  pools: z.array(poolConfig),
});
export type Config = z.infer<typeof configShape>;

export const emptyConfig: Config = { version: configVersion, pools: [] };

/** Says what is wrong with a configuration that is to be written; null when it can be read again. */
export function faultOf(config: Config): string | null {
  const { error } = configShape.safeParse(config);
  return error === undefined ? null : describe(error);
}

function describe({ issues: [first] }: z.ZodError): string {
  return first === undefined ? 'it has another shape' : `${first.path.join('.')}: ${first.message}`;
}

/** From version N to N + 1, by N. Each takes and gives plain JSON; the shape is checked at the end. */
const migrations: Readonly<Record<number, (old: unknown) => unknown>> = {};

/**
 * Parses the text of a configuration file, of this or an earlier version.
 * @throws Error that says what is wrong; a later version is wrong too
 */
export function parseConfig(text: string): Config {
  let json: unknown = JSON.parse(text);
  let version = z.object({ version: z.number().int().positive() }).parse(json).version;
  if (version > configVersion) {
    throw new Error(`it is of version ${String(version)}, and this program reads up to ${String(configVersion)}`);
  }
  for (; version < configVersion; version += 1) {
    const migrate = migrations[version];
    if (migrate === undefined) throw new Error(`nothing leads on from its version ${String(version)}`);
    json = migrate(json);
  }
  const { data, error } = configShape.safeParse(json);
  if (error !== undefined) throw new Error(describe(error));
  return data;
}
