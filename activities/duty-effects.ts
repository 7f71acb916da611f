/**
 * What duties do that outlive a request, each in one activity with a cursor: what was done stands in Postgres, and the
 * next attempt goes on from there. Payloads carry IDs of duties and restores, and counts (decisions.md G1, J).
 */
export interface DutyEffects {
  /** Settles everything that has fallen due. */
  settleDuty(input: { duty: string }): Promise<{ settled: number }>;
  /**
   * Applies every suppression to a system into which an archive was restored (DEL-05). Does nothing where another
   * restore has the system.
   *
   * @returns the duties whose restores may go on now
   */
  reapply(input: { duty: string; restore: string }): Promise<{ state: ReapplyState; wake: string[] }>;
}

/** How a restore stands after an attempt: `waits` for another one, all `clean`, or some of it for a person to judge. */
export type ReapplyState = 'waits' | 'clean' | 'undecided';
