import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build reads, relative to the project's folder. */
const sources = ['electron', 'renderer', 'shared', 'build', 'electron.vite.config.ts', 'package.json'];
/** Files that a whole build has written, the last ones of each part. */
const results = ['out/main/main.js', 'out/main/server.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Newest modification below a path in ms, tests left out; 0 when it is not there. */
function newest(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return /\.(test|contract)\.tsx?$/.test(path) ? 0 : stat.mtimeMs;
  // The folder's own time tells of files that were removed.
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), stat.mtimeMs);
}

/** True when there is a whole build in `root` and no source is newer than it. */
export function isBuilt(root: string): boolean {
  const times = results.map((file) => statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  return Math.min(...times) > Math.max(...sources.map((path) => newest(join(root, path))));
}
