import type { LucideIcon } from 'lucide-react';

export interface IconProps {
  readonly icon: LucideIcon;
  /** Pixels; 16 in rows and controls. */
  readonly size?: number;
  readonly className?: string | undefined;
}

/** A lucide icon in the weight of the look. It says nothing to screen readers: the words beside it do. */
export function Icon({ icon: Drawing, size = 16, className }: IconProps) {
  return <Drawing aria-hidden focusable="false" size={size} strokeWidth={1.5} className={className} />;
}
