import { SignalPage } from '../../web/pages/choices';
import { json, page, text } from '../reply';
import type { Handlers } from '../routes';
import type { Signals } from '../services/signals';

/** The day since which the signal is heard on every way that this file serves. */
const HEARD_SINCE = '2026-11-24';

/** Whether a browser sent its preference signal with a request: the header, and no other value than `1`. */
const isPresent = (raw: { header(name: string): string | undefined }): boolean => raw.header('sec-gpc') === '1';

/** Routes of the preference signal (Global Privacy Control). */
export function signalHandlers({
  signals,
}: {
  signals: Signals;
}): Pick<Handlers, 'gpc-support' | 'signal-page' | 'api-signal'> {
  return {
    'gpc-support': () => text(JSON.stringify({ gpc: true, lastUpdate: HEARD_SINCE }), 'application/json'),
    'signal-page': ({ raw }) => page('Privacy signal', SignalPage({ present: isPresent(raw) })),
    'api-signal': async ({ body, nowMs, raw }) =>
      json(await signals.receive({ ...body, present: isPresent(raw) }, nowMs)),
  };
}
