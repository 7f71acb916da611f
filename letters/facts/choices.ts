import { z } from 'zod';
import { PERMITTED_PURPOSES } from '../../rules/limit';
import { common, day, line, link } from './shapes';

/** Where the status stands at any time (OPT-06, LIM-05). */
const status = {
  statusUrl: link,
  /** Where the status is looked up by the reference. */
  lookUpUrl: link,
};

/** B6: the same for everyone, whether or not anything is held: that a choice is honoured is true of a stranger too. */
export const forbidden = z.strictObject({
  ...common,
  receivedOn: day,
  /** The last day of the 15 business days, whatever the day on which all of it is done (CLK-05, CLK-06). */
  doneBy: day,
  /** The last day on which nobody may ask the consumer to allow it again (CLK-08). */
  quietUntil: day,
  ...status,
});

/** LIM-01: there is nothing to limit, and why; the same for everyone. */
export const nothingToLimit = z.strictObject({
  ...common,
  receivedOn: day,
  /** Where the law says so. */
  cite: line,
  /** What sensitive data are used for; empty where the business uses none. */
  uses: z.array(
    z.strictObject({
      /** In plain words. */
      purpose: line,
      /** Absent where nothing is inferred from it. */
      permitted: z.enum(PERMITTED_PURPOSES).optional(),
    }),
  ),
  ...status,
});

/** B6: the same whoever is known by the address. */
export const optInConfirm = z.strictObject({
  ...common,
  receivedOn: day,
  /** Where the second step is taken (OIN-01). */
  confirmUrl: link,
  confirmBy: day,
});

/** B6: the same whoever is known by the address. */
export const optedIn = z.strictObject({
  ...common,
  receivedOn: day,
  confirmedOn: day,
  /** Given in knowledge of the browser's signal (GPC-04). */
  despiteSignal: z.boolean(),
  optOutUrl: link,
  ...status,
});
