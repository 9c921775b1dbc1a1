import { clipboard, ClipboardItem } from 'electron';
import { fail } from '../../shared/errors.ts';
import type { SystemClipboard } from '../host/clipboard.ts';
import { packFiles, unpackFiles } from './clipboard-formats.ts';
import type { Formats, Platform } from './clipboard-formats.ts';

/** Electron's name of a format of the system. */
const raw = (format: string): string => `electron application/osclipboard;format="${format}"`;
const rawFormat = /^electron application\/osclipboard;\s*format="?([^"]*)"?$/;

/** Files on the clipboard of this system (decision 0030). @throws AppError `io` when the system refuses */
export function systemClipboard(platform: Platform): SystemClipboard {
  return {
    async write(files) {
      const items = packFiles(files, platform).map((formats, at) => {
        const parts = Array.from(
          formats,
          ([format, bytes]) => [raw(format), new Blob([new Uint8Array(bytes)])] as const,
        );
        // For editors and terminals; one text for all.
        const words = at === 0 ? { 'text/plain': files.join('\n').toWellFormed() } : {};
        return new ClipboardItem({ ...Object.fromEntries(parts), ...words });
      });
      try {
        await clipboard.write(items);
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        throw fail('io', 'Copying to the clipboard of the system', why, 'paste inside CFS, or try again');
      }
    },

    async read() {
      const items: Formats[] = [];
      for (const item of await clipboard.read()) {
        const formats = new Map<string, Uint8Array>();
        for (const type of item.types) {
          const format = rawFormat.exec(type)?.[1] ?? type;
          if (!known.has(format)) continue;
          const payload = await item.getType(type);
          if (payload instanceof Blob) formats.set(format, new Uint8Array(await payload.arrayBuffer()));
        }
        items.push(formats);
      }
      return unpackFiles(items, platform);
    },

    async clear() {
      clipboard.clear();
      await Promise.resolve();
    },
  };
}

/** Formats that files are read from; others (pictures, texts) may be large and are left alone. */
const known = new Set(['text/uri-list', 'x-special/gnome-copied-files', 'public.file-url', 'CF_HDROP', 'FileNameW']);
