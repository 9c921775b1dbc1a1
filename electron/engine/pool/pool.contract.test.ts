import { volumeContract } from '../volume/volume.contract.ts';
import { diskPool, memoryPool } from './fixture.ts';

const differences = {
  isPool: true,
  skip: { 'source keeps silent': 'a pool waits for its source to end (replay.ts closes it by awaiting `return`)' },
};

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
