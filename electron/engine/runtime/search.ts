import { rootPath } from '../../../shared/path.ts';
import type { Pool, SearchOptions } from '../api.ts';
import type { SearchQuestion } from '../catalog/search.ts';
import { presentVolumes } from './catalog.ts';
import type { PoolContext } from './context.ts';

const pageLimit = 200;

/** ms that a search waits for a look at the volumes; one that hangs is looked at no longer than that. */
const lookMs = 200;

/** Search of a pool: the catalog answers, with the volumes as they are now. */
export function poolSearch(context: PoolContext): Pick<Pool, 'search' | 'searchFacets'> {
  const question = async (text: string, options: SearchOptions): Promise<SearchQuestion> => {
    await looked(context.ready());
    return {
      text,
      path: options.path ?? rootPath,
      volumes: presentVolumes(context.members).map(({ id, name, online }) => ({ id, name, online })),
      nowMs: Date.now(),
    };
  };
  const signalOf = ({ signal }: SearchOptions): { readonly signal?: AbortSignal } =>
    signal === undefined ? {} : { signal };
  return {
    async search(text, options = {}) {
      const { cursor, descending = false, limit = pageLimit, sort = 'rank' } = options;
      const asked = await question(text, options);
      const input = { ...asked, sort, descending, limit, ...(cursor === undefined ? {} : { cursor }) };
      return context.catalog.read('search', input, signalOf(options));
    },
    searchFacets: async (text, options = {}) =>
      context.catalog.read('searchFacets', await question(text, options), signalOf(options)),
  };
}

/** Waits for a look, or for so long. */
async function looked(look: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, lookMs);
  });
  try {
    await Promise.race([look, late]);
  } finally {
    clearTimeout(timer);
    // Its failure has been told, or is told by the next look.
    look.catch(() => undefined);
  }
}
