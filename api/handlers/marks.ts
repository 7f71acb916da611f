import type { DecisionAnswer } from '../services/decisions';

/** HTTP status of what became of a decision: a refusal is a value, and 409; what stands undelivered is 202. */
export function markStatus({ mark }: Pick<DecisionAnswer, 'mark'>): number {
  if (mark === 'claimed') return 200;
  return mark === 'refused' ? 409 : 202;
}
