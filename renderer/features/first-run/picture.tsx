import { cx, volumeClass } from '../../ui/index.ts';
import styles from './first-run.module.css';
import { words } from './words.ts';

const disks = [
  { y: 26, width: 146, full: 84, line: 'M162 41C270 41 256 126 306 126' },
  { y: 78, width: 96, full: 79, line: 'M112 93C270 93 256 126 306 126' },
  { y: 130, width: 118, full: 88, line: 'M134 145C270 145 256 126 306 126' },
  { y: 182, width: 228, full: 152, line: 'M244 197C274 197 256 126 306 126' },
] as const;

const rows: readonly { name: string; depth: number; on: readonly number[] }[] = [
  { name: words.firstName, depth: 0, on: [] },
  { name: words.backups, depth: 1, on: [1, 3] },
  { name: words.films, depth: 1, on: [1, 3, 4] },
  { name: words.eighties, depth: 2, on: [2, 4] },
  { name: words.music, depth: 1, on: [1, 3] },
  { name: words.photos, depth: 1, on: [1, 4] },
  { name: words.tax, depth: 1, on: [2] },
];

const folder =
  'M2.8 6.2c0-1 .7-1.7 1.7-1.7h3.2c.5 0 1 .2 1.3.6l1 1.2h5.5c1 0 1.7.7 1.7 1.7v5.8c0 1-.7 1.7-1.7 1.7h-11c-1 0-1.7-.7-1.7-1.7Z';

/** Four disks of different size shown as one tree. */
export function Picture() {
  return (
    <svg className={styles['picture']} viewBox="0 0 500 252" role="img" aria-label={words.picture}>
      <g className={styles['lines']}>
        {disks.map((disk, index) => (
          <path key={disk.y} className={volumeClass(index + 1)} d={disk.line} />
        ))}
      </g>
      {disks.map((disk, index) => (
        <g key={disk.y} className={volumeClass(index + 1)}>
          <rect className={styles['disk']} x="16" y={disk.y} width={disk.width} height="30" rx="7" />
          <rect className={styles['filled']} x="20" y={disk.y + 4} width={disk.full} height="22" rx="4" />
          <rect className={styles['colour']} x="25" y={disk.y + 8} width="14" height="14" rx="3.5" />
          <text className={styles['sign']} x="32" y={disk.y + 18.6} textAnchor="middle">
            {index + 1}
          </text>
        </g>
      ))}
      <rect className={styles['tree']} x="306" y="14" width="184" height="224" rx="12" />
      <path className={styles['guide']} d="M331 62V206M351 118V150" />
      {rows.map(({ name, depth, on }, index) => {
        const x = 322 + depth * 20;
        const y = index === 0 ? 35 : 37 + index * 28;
        return (
          <g key={name}>
            <path className={styles['folder']} transform={`translate(${x} ${y}) scale(.9)`} d={folder} />
            <text className={styles['word']} x={x + 24} y={y + 13.5}>
              {name}
            </text>
            {on.map((slot, place) => (
              <rect
                key={slot}
                className={cx(volumeClass(slot), styles['colour'])}
                x={446 + place * 11}
                y={y + 5}
                width="9"
                height="9"
                rx="2.5"
              />
            ))}
          </g>
        );
      })}
    </svg>
  );
}
