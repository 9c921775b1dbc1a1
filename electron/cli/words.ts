export { formatCount, formatDuration, formatMoment, formatSize } from '../../shared/format.ts';
