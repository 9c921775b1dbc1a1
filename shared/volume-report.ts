/**
 * What the file system of a volume can do. Seen on the volume itself without writing anything; null where only a write
 * would tell.
 */
export interface VolumeTraits {
  /** By the kind of file system. */
  readonly hardLinks: boolean;
  /** By the kind of file system. */
  readonly symlinks: boolean;
  /** Files with holes take no room for them. By the kind of file system. */
  readonly holes: boolean | null;
  /** What is written survives a power cut once it is synced: not in memory. By the kind of file system. */
  readonly durable: boolean | null;
  /** Names that differ only in case are two names. */
  readonly caseSensitive: boolean;
  /** Extended attributes of users. */
  readonly xattrs: boolean | null;
  /** POSIX access control lists. */
  readonly acls: boolean | null;
  /** What was written can be read back from the device itself, past the system's memory. */
  readonly readsBack: boolean | null;
  /** Smallest step of a file's time, ns. By the kind of file system. */
  readonly timeStepNs: number;
  /** Longest name, bytes. */
  readonly nameBytes: number | null;
  /** So many more files it has room for; null: as many as there is space for. */
  readonly freeFiles: number | null;
}

/** A volume explained, as it is now. */
export interface VolumeReport {
  /** Null: it is not connected. */
  readonly traits: VolumeTraits | null;
  /** Bytes that its pool files allocate, each copy; null: they were not all counted yet. */
  readonly poolBytes: number | null;
}
