import type { ComponentChildren, VNode } from 'preact';
import type { LedgerEntry } from '../../../db/ledger';
import type { RequestDetail } from '../../../db/requests-read';
import type { Refusal } from '../../../rules/codes';
import type { Explanation } from '../../../rules/explain';
import type { Named } from '../hold-fields';
import type { SignedIn } from '../staff';
import type { SentDecision } from './decision-forms';

/** Everything the page of one request shows. */
export interface DetailProps {
  signedIn: SignedIn;
  detail: RequestDetail;
  /** What the rules say about it. */
  explanation: Explanation;
  ledger: LedgerEntry[];
  /** Names of the staff who appear, by ID. */
  names: ReadonlyMap<string, string>;
  /** The systems of the data map. */
  systems: readonly Named[];
  /** Names of systems and recipients, by ID. */
  labels: ReadonlyMap<string, string>;
  /** Page of the workflow in the Temporal Web UI. */
  temporalUrl: string;
  /** The codec endpoint, for whoever lets the Web UI ask it. */
  codecUrl: string;
  told?: { mark: 'claimed' | 'refused' | 'recorded' | 'awaiting-second' | 'restarted'; refusal?: Refusal };
  /** A decision that did not stand, as it was sent. */
  sent?: SentDecision;
}

/** A part of the page, with its heading. */
export function Part({ title, children }: { title: string; children: ComponentChildren }): VNode {
  return (
    <section>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const READS_LETTERS = ['verifier', 'decider', 'auditor'] as const;

/** Whether this member of staff may open letters and facts; each view is recorded. */
export function readsLetters({ staff }: SignedIn): boolean {
  return READS_LETTERS.some((role) => staff.roles.includes(role));
}
