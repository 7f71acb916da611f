import type { Allowed } from './allowed';
import type { Right } from './codes';
import { isVerifiable } from './rights';
import type { UnderRules } from './versions';

/** Who may ask for a consumer, and what an agent must show (law.md section 4; decisions.md B5). */

/** AGT-05: those whom the law lets ask. */
export const REQUESTERS = [
  'consumer',
  'parent-of-minor',
  'natural-person-agent',
  'registered-agent',
  'power-of-attorney',
  'conservator',
  'unregistered-company',
] as const;
export type Requester = (typeof REQUESTERS)[number];

/** AGT-05: whether someone of this kind can ask at all; a company only where registered with the Secretary of State. */
export function mayRequest(requester: Requester): boolean {
  return requester !== 'unregistered-company';
}

/** The papers that an agent can hand in. A power of attorney is one under Probate Code 4121-4130. */
export const AGENT_PAPERS = ['signed-permission', 'power-of-attorney'] as const;
export type AgentPaper = (typeof AGENT_PAPERS)[number];

/** Who can ask as an agent here (AGT-05); the paper of a power of attorney is judged, not claimed. */
export const AGENT_KINDS = ['natural-person-agent', 'registered-agent'] as const satisfies readonly Requester[];
export type AgentKind = (typeof AGENT_KINDS)[number];

/** The two steps of which the consumer may be asked for one (AGT-01). */
export const CONSUMER_STEPS = ['confirmation', 'verification'] as const;
export type ConsumerStep = (typeof CONSUMER_STEPS)[number];

/** Why a paper does not do, as the verifier who read it says; the facts go to the agent. */
export const PAPER_FLAWS = ['not-signed', 'another-person', 'scope-too-narrow', 'not-a-power', 'unreadable'] as const;

/**
 * Days from receipt until which an agent's signed permission for a choice is waited for before a decider is asked
 * (AGT-03). Our own; the choice stands meanwhile.
 */
export const PERMISSION_DAYS = 10;

/** What an agent has shown so far. */
export interface AgentProof extends UnderRules {
  right: Right;
  /** A power of attorney under Probate Code 4121-4130. */
  powerOfAttorney: boolean;
  /** The consumer's permission, signed. */
  signedPermission: boolean;
  /** The consumer verified their own identity with us. */
  consumerVerified: boolean;
  /** The consumer confirmed the permission to us. */
  consumerConfirmed: boolean;
  /** It came as an opt-out preference signal. */
  signal?: boolean;
}

/** What is still needed, and what must not be asked. */
export interface AgentAssessment {
  enough: boolean;
  /** May be asked for now, once and with its date; of the two consumer steps at most one (AGT-01). */
  mayAsk: readonly ('signed-permission' | 'consumer-verification' | 'consumer-confirmation')[];
  /** Lacking it, the request may be denied. */
  lacking: readonly 'signed-permission'[];
  rule: string;
}

/**
 * AGT-01, AGT-02, AGT-03: what an agent must show. Clocks run meanwhile (CLK-02).
 *
 * Delete, correct, know: signed permission, then at most one of the consumer's verification or confirmation; neither
 * with a power of attorney, which two persons check. The rights that nobody verifies (opt-out, opt-in, limit, Shine the
 * Light): signed permission alone, the consumer is not approached. An opt-out signal needs nothing.
 */
export function assessAgent(proof: AgentProof): AgentAssessment {
  const { right, powerOfAttorney, signedPermission, consumerVerified, consumerConfirmed, signal = false } = proof;
  if (!isVerifiable(right)) {
    const rule = right === 'shine-the-light' ? 'STL-05' : 'AGT-03';
    // AGT-03: one of them is enough; a signal opts out and does nothing else (GPC-01)
    const enough = (signal && right === 'opt-out') || powerOfAttorney || signedPermission;
    return enough
      ? { enough, mayAsk: [], lacking: [], rule }
      : { enough, mayAsk: ['signed-permission'], lacking: ['signed-permission'], rule };
  }
  if (powerOfAttorney) return { enough: true, mayAsk: [], lacking: [], rule: 'AGT-02' };
  if (!signedPermission)
    return { enough: false, mayAsk: ['signed-permission'], lacking: ['signed-permission'], rule: 'AGT-01' };
  const oneStepDone = consumerVerified || consumerConfirmed;
  return {
    enough: oneStepDone,
    mayAsk: oneStepDone ? [] : ['consumer-verification', 'consumer-confirmation'],
    lacking: [],
    rule: 'AGT-01',
  };
}

/**
 * Whether the answer goes to the agent. It does, save a package of specific pieces, which goes to the consumer unless
 * the paper covers its receipt (decisions.md B5).
 */
export function agentReceives(input: { right: Right; paperCoversReceipt: boolean }): Allowed {
  return { may: input.right !== 'know-specific' || input.paperCoversReceipt, rule: 'AGT-01' };
}

/** AGT-04: what an agent may use the consumer's data for; the answer to an agent says so. */
export const AGENT_MAY_USE_FOR = ['the request', 'verification', 'fraud prevention'] as const;
