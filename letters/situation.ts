import { type LetterKind, type LetterSituation, NOTICE_DELETE } from '../rules/letters';
import type { Facts } from './facts';

/** What of a letter's facts the rules must know to say what the letter needs. */
export function situationOf<K extends LetterKind>(kind: K, facts: Facts<K>): LetterSituation {
  switch (kind) {
    case 'answer':
    case 'outcome': {
      const answer = facts as Facts<'answer'>;
      return {
        outcome: answer.outcome,
        erased: answer.systems.length + answer.byHand.length > 0,
        outstanding: answer.outstanding.length > 0,
        kept: answer.kept.length > 0,
        archives: answer.archives.length > 0,
        recipientsByLaw: answer.recipients.some(({ rule }) => rule !== NOTICE_DELETE),
        recipientsByPromise: answer.recipients.some(({ rule }) => rule === NOTICE_DELETE),
        excused: answer.excused.length > 0,
        narrowed: answer.collectedFromConsumerOnly,
        late: answer.late !== undefined,
        asksOptOut: answer.outcome === 'deleted-in-part' && answer.optOut !== undefined,
        appeal: answer.appealUrl !== undefined,
      };
    }
    case 'know-answer': {
      const know = facts as Facts<'know-answer'>;
      return {
        late: know.late !== undefined,
        severalPersons: know.severalPersons.length > 0,
        byHand: know.byHand.length > 0,
        downgraded: know.downgraded,
      };
    }
    case 'copy-answer': {
      const copy = facts as Facts<'copy-answer'>;
      return {
        late: copy.late !== undefined,
        held: copy.collectBy !== undefined,
        posted: copy.postedOn !== undefined,
        neverDisclosed: copy.neverDisclosed.length > 0,
        othersLeftOut: copy.othersLeftOut > 0,
        severalPersons: copy.severalPersons.length > 0,
        byHand: copy.byHand.length > 0,
      };
    }
    case 'correction': {
      const correction = facts as Facts<'correction'>;
      const has = (outcome: string): boolean => correction.fields.some((field) => field.outcome === outcome);
      return {
        late: correction.late !== undefined,
        corrected: has('corrected'),
        deletedInstead: has('deleted'),
        deniedInPart: has('denied'),
        notHeld: has('not-held'),
        fromOthers: correction.fields.some((field) => field.outcome === 'corrected' && field.source !== undefined),
        healthDenied: correction.fields.some((field) => field.outcome === 'denied' && field.health),
        erased: correction.systems.length + correction.byHand.length > 0,
        outstanding: correction.outstanding.length > 0,
        recipientsByLaw: correction.recipients.length > 0,
      };
    }
    case 'shine-answer': {
      const shine = facts as Facts<'shine-answer'>;
      return {
        late: shine.late !== undefined,
        choice: shine.choice !== undefined,
        disclosed: shine.thirdParties.length > 0,
      };
    }
    case 'denial': {
      const denial = facts as Facts<'denial'>;
      return {
        late: denial.late !== undefined,
        asksOptOut: denial.optOut !== undefined,
        appeal: denial.appealUrl !== undefined,
      };
    }
    case 'unverified': {
      const unverified = facts as Facts<'unverified'>;
      return {
        late: unverified.late !== undefined,
        asksOptOut: unverified.optOut !== undefined,
        noMethod: unverified.noReasonableMethod !== undefined,
        agentLacking: unverified.agentLacking !== undefined,
      };
    }
    case 'verification-reminder':
      return { paperLacking: (facts as Facts<'verification-reminder'>).paperLacking !== undefined };
    default:
      return {};
  }
}
