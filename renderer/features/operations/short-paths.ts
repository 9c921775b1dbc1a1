/** What several paths have in common is said once: `folder` ends without its slash, '' where there is none. */
export interface ShortPaths {
  readonly folder: string;
  /** The rest of a path. */
  readonly rest: (path: string) => string;
}

/** The folder that all of these lie in, at whatever depth. */
export function shortPaths(paths: readonly string[]): ShortPaths {
  const [first = '', ...others] = paths;
  let folder = first.slice(0, Math.max(0, first.lastIndexOf('/')));
  for (const path of others) {
    while (folder !== '' && !path.startsWith(`${folder}/`))
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  }
  const isBelow = (path: string): boolean => folder !== '' && path.startsWith(`${folder}/`);
  return { folder, rest: (path) => (isBelow(path) ? path.slice(folder.length + 1) : path) };
}
