import { volumeContract } from '../volume/volume.contract.ts';
import { diskPool, memoryPool } from './fixture.ts';

const differences = { isPool: true };

volumeContract(
  'a pool over three folders of a disk',
  () => {
    const { pool, close } = diskPool(3, { policy: 'round-robin' });
    return { volume: pool, remove: close };
  },
  differences,
);

volumeContract(
  'a pool over three volumes in memory',
  () => {
    const { pool, close } = memoryPool(3, { policy: 'round-robin' });
    return { volume: pool, remove: close };
  },
  differences,
);
