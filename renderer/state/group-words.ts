/** What stands over groups of entries. */
export const groupWords = {
  folders: 'Folders',
  links: 'Links',
  others: 'Other things',
  notCounted: 'Folders that are not wholly counted',
  empty: 'Empty',
  upTo: (most: string): string => `Up to ${most}`,
  between: (least: string, most: string): string => `${least} to ${most}`,
  over: (least: string): string => `Over ${least}`,
  later: 'Later than today',
  today: 'Today',
  yesterday: 'Yesterday',
  lastDays: (days: number): string => `Last ${String(days)} days`,
} as const;
