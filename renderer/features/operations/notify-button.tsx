import { Bell, BellRing } from 'lucide-react';
import { useCapabilities } from '../../api/host.ts';
import { toggleTelling, useTelling } from '../../state/outside.ts';
import { IconButton } from '../../ui/index.ts';
import { lineWords } from './line-words.ts';
import { words } from './words.ts';

/** In a browser: asks for the permission to tell of ends while one looks elsewhere. The desktop program needs none. */
export function NotifyButton() {
  const { notifies } = useCapabilities();
  const telling = useTelling(({ state }) => state);
  if (notifies === true || telling === 'impossible') return null;
  const why = telling === 'refused' ? lineWords.browserRefuses : words.notify;
  return (
    <IconButton
      label={words.notify}
      icon={telling === 'on' ? BellRing : Bell}
      size="small"
      aria-pressed={telling === 'on'}
      disabled={telling === 'refused'}
      why={why}
      onClick={() => void toggleTelling()}
    />
  );
}
