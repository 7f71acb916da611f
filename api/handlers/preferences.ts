import { json } from '../reply';
import type { Handlers } from '../routes';
import type { PreferenceReads } from '../services/preferences';

/** Routes by which the business's own systems read what consumers allow (OPT-04, LIM-04). */
export function preferenceHandlers({
  preferences,
}: {
  preferences: PreferenceReads;
}): Pick<Handlers, 'api-preference' | 'api-preference-changes'> {
  return {
    'api-preference': async ({ program, body, nowMs }) =>
      json(await preferences.read(program, body.identifiers, nowMs)),
    'api-preference-changes': async ({ program, query, nowMs }) =>
      json(await preferences.changes(program, query, nowMs)),
  };
}
