/** One file to send, with its path relative to the destination. */
export interface LocalFile {
  readonly path: string;
  readonly file: File;
}

export interface LocalTree {
  readonly files: readonly LocalFile[];
  /** All folders, empty ones too, parents before children. */
  readonly folders: readonly string[];
  /** What could not be read on this computer. */
  readonly unread: readonly string[];
}

/**
 * The dropped files and folders. Must be called while the drop event is handled: afterwards the items are empty.
 */
export function captureDrop(items: readonly DataTransferItem[]): {
  readonly entries: readonly FileSystemEntry[];
  readonly files: readonly File[];
  /** Files that lie in no folder, as a picture that was copied. */
  readonly loose: readonly File[];
} {
  const entries: FileSystemEntry[] = [];
  const files: File[] = [];
  const loose: File[] = [];
  for (const item of items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry !== null) entries.push(entry);
    else if (file !== null) loose.push(file);
    if (file !== null) files.push(file);
  }
  return { entries, files, loose };
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

/** The reader gives at most 100 entries at a time; an empty answer is the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}

/** Walks dropped folders; what cannot be read is named, not skipped silently. */
export async function walkDrop(entries: readonly FileSystemEntry[]): Promise<LocalTree> {
  const files: LocalFile[] = [];
  const folders: string[] = [];
  const unread: string[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    const path = entry.fullPath.replace(/^\/+/, '');
    try {
      if (isDirectory(entry)) {
        folders.push(path);
        const children = await childrenOf(entry);
        await Promise.all(children.filter(isFile).map(walk));
        for (const child of children.filter(isDirectory)) await walk(child);
      } else if (isFile(entry)) {
        files.push({ path, file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
      }
    } catch {
      unread.push(path);
    }
  };
  for (const entry of entries) await walk(entry);
  return { files, folders, unread };
}

/** What a file input gave: `webkitRelativePath` says the folders (empty ones are not told). */
export function fromInput(list: readonly File[]): LocalTree {
  const folders = new Set<string>();
  const files = list.map((file) => {
    const path = file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
    const names = path.split('/');
    for (let depth = 1; depth < names.length; depth += 1) folders.add(names.slice(0, depth).join('/'));
    return { path, file };
  });
  return { files, folders: [...folders], unread: [] };
}
