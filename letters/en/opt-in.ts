import { type Draft, link, say, section, sections } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers, Wording } from '../wording';
import { choiceStatus, goodToKnow } from './choices';
import { date } from './words';

/** The second step is asked for, once. */
function confirm(facts: Facts<'opt-in-confirm'>, _rendering: unknown, numbers: LetterNumbers): Draft {
  return {
    subject: `Please confirm your request ${facts.reference}`,
    title: 'One more step',
    sections: [
      ...sections(
        section(
          undefined,
          say(
            'opt-in-asked',
            `On ${date(facts.receivedOn)} somebody who gave this address asked us to allow the sale and sharing of your personal information again. Nothing has changed yet.`,
          ),
          say(
            'opt-in-second-step',
            'If it was you and you still want this, confirm it on our page:',
            link('Confirm that I allow it', facts.confirmUrl),
          ),
          say(
            'opt-in-lapses',
            `If you do nothing, nothing changes: we go on as before, and we will not remind you. You can confirm until ${date(facts.confirmBy)}.`,
          ),
        ),
      ),
      ...goodToKnow(facts, numbers),
    ],
  };
}

/** Sale and sharing are allowed again. */
function optedIn(facts: Facts<'opted-in'>, _rendering: unknown, numbers: LetterNumbers): Draft {
  return {
    subject: `Your request ${facts.reference} is carried out`,
    title: 'Sale and sharing allowed again',
    sections: [
      ...sections(
        section(
          undefined,
          say(
            'opt-in-honoured',
            `On ${date(facts.confirmedOn)} you confirmed that we may sell and share your personal information again. We may do so from that moment on.`,
          ),
          say(
            'opt-in-signal',
            facts.despiteSignal
              ? 'You also told us that you allow this although your browser may ask us, with a privacy signal, not to sell or share. While we know that it is you, we follow what you told us.'
              : 'If your browser asks us with a privacy signal not to sell or share, we take that as a new request of yours, and follow it at once.',
          ),
          say(
            'opt-out-again',
            'You can change your mind at any time. It takes one form, and no proof:',
            link('Do not sell or share my personal information', facts.optOutUrl),
          ),
          choiceStatus(facts, 'how your request stands'),
        ),
      ),
      ...goodToKnow(facts, numbers),
    ],
  };
}

/** Letters about an opt-in. */
export const OPT_IN: Pick<Wording, 'opt-in-confirm' | 'opted-in'> = { 'opt-in-confirm': confirm, 'opted-in': optedIn };
