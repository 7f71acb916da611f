import { activityInfo } from '@temporalio/activity';

/**
 * The moment of this attempt, UTC milliseconds, as Temporal scheduled it: it follows skipped time, and it is the
 * attempt's own and not the first one's (decisions.md F).
 */
export function attemptMs(): number {
  return activityInfo().currentAttemptScheduledTimestampMs;
}
