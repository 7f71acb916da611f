import { z } from 'zod';
import { common, day, link } from './shapes';

/** B6: the same for everyone, whether or not anything is held: that it is honoured is true of a stranger too. */
export const optedOut = z.strictObject({
  ...common,
  receivedOn: day,
  /** The last day of the 15 business days, whatever the day on which all of it is done (CLK-05). */
  doneBy: day,
  /** The last day on which nobody may ask the consumer to allow it again (CLK-08). */
  quietUntil: day,
  statusUrl: link,
  /** Where the status is looked up by the reference. */
  lookUpUrl: link,
});
