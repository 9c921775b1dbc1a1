import { Image } from 'lucide-react';
import { setView, useSettings } from '../../state/settings.ts';
import { tileSizes } from '../../state/view.ts';
import { Icon, Slider } from '../../ui/index.ts';
import { words } from './words.ts';
import css from './zoom.module.css';

/** Where the settings' edge lies among the steps of the slider. */
function stepOf(tile: number): number {
  const at = tileSizes.findLastIndex((size) => size <= tile);
  return Math.max(0, at);
}

/** Size of the tiles, in the line under them. */
export function TileZoom() {
  const tile = useSettings(({ view }) => view.tile);
  return (
    <span className={css['zoom']}>
      <Icon icon={Image} size={12} />
      <span className={css['slider']}>
        <Slider
          label={words.tileSize}
          value={stepOf(tile)}
          min={0}
          max={tileSizes.length - 1}
          valueText={words.pixels(tile)}
          onChange={(step) => {
            const size = tileSizes[step];
            if (size !== undefined) setView({ tile: size });
          }}
        />
      </span>
      <Icon icon={Image} size={16} />
    </span>
  );
}
