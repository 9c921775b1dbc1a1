import { fail } from '../../shared/errors.ts';
import { parsePath } from '../../shared/path.ts';
import type { SeenFile } from '../../shared/preview.ts';
import type { KeptPicture } from '../../shared/small-picture.ts';
import type { Engine } from '../engine/api.ts';
import type { Handlers } from './dispatch.ts';
import type { KeptPictures } from './kept-pictures.ts';
import type { WindowSettings } from './settings.ts';

/** What of a host keeps small pictures, and says whether they are to be kept. */
export interface PictureServices {
  readonly pictures?: KeptPictures;
  readonly settings?: WindowSettings;
}

/** The kept pictures, when there is a place for them and the person wants that. */
function placeFor({ pictures, settings }: PictureServices): KeptPictures | null {
  return pictures !== undefined && settings?.read().settings.keepPictures === true ? pictures : null;
}

type Kept = (volumeId: string, seen: SeenFile) => Promise<KeptPicture | null>;

/** For `Pool.smallPicture`: where the picture may have been kept. */
export function keptPictureOf(
  host: PictureServices,
  path: string,
  { edge }: { readonly edge: number },
): { readonly kept?: Kept } {
  const place = placeFor(host);
  if (place === null) return {};
  return {
    async kept(volume, seen) {
      const bytes = await place.get({ volume, path: parsePath(path), seen, edge });
      return bytes === null ? null : { kind: 'kept', base64: bytes.toString('base64') };
    },
  };
}

/** What windows ask of the small pictures that are kept. */
export function pictureHandlers(
  engine: Engine,
  host: PictureServices,
): Pick<Handlers, 'entry.keepPicture' | 'pictures.use' | 'pictures.clear'> {
  const need = (): KeptPictures => {
    if (host.pictures !== undefined) return host.pictures;
    const why = 'this host keeps no small pictures';
    throw fail('unsupported', 'Asking for the small pictures', why, 'nothing has to be done');
  };
  return {
    async 'entry.keepPicture'({ pool, path, volume, edge, seen, base64 }) {
      if (placeFor(host) === null) return null;
      const { volumes } = await (await engine.pool(pool)).info();
      const id = volumes.find(({ name }) => name === volume)?.id;
      if (id === undefined) {
        const why = `the pool has no volume "${volume}"`;
        throw fail('not-found', `Keeping the picture of ${path}`, why, 'list the folder again');
      }
      // Asked again: they may be not wanted any more since.
      await placeFor(host)?.keep({ volume: id, path: parsePath(path), seen, edge }, Buffer.from(base64, 'base64'));
      return null;
    },
    'pictures.use': async () => need().use(),
    async 'pictures.clear'() {
      const { folder } = await need().use();
      try {
        await need().clear();
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown);
        throw fail('io', 'Clearing the small pictures', why, `remove the folder ${folder} by hand`, { cause: thrown });
      }
      return null;
    },
  };
}
