import type { PermittedPurpose } from '../../rules/limit';
import { type Draft, list, say, section, sections } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers, Wording } from '../wording';
import type { Ask } from './asks';
import { choiceDenial, choiceStatus, goodToKnow } from './choices';
import { complaintRoute } from './shared';
import { date } from './words';

/** LIM-06: the purposes of 11 CCR 7027(m), each after "permitted". */
const PERMITTED: Record<PermittedPurpose, string> = {
  'goods-or-services-expected': 'to provide goods or services that you would expect',
  'security-incidents': 'to prevent, detect and investigate security incidents',
  'resist-malicious-acts': 'to resist malicious, deceptive, fraudulent or illegal acts',
  'physical-safety': 'to ensure the physical safety of people',
  'short-term-transient-use': 'for short-term, transient use',
  'services-on-behalf': 'to perform services on behalf of the business',
  'quality-or-safety': 'to verify or maintain quality or safety',
  'no-inference': 'where nothing is inferred about you',
};

/** The limit is honoured: the same for everyone (decisions.md B6). */
function limited(facts: Facts<'limited'>, _rendering: unknown, numbers: LetterNumbers): Draft {
  return {
    subject: `Your request ${facts.reference} is honored`,
    title: 'Request to limit honored',
    sections: [
      ...sections(
        section(
          undefined,
          say(
            'limit-honoured',
            `On ${date(facts.receivedOn)} we received your request to limit the use of your sensitive personal information. It is honored. From the moment we had it, we use and disclose sensitive information about you only for what the law permits in spite of such a request: for instance to provide what you asked us for, or to keep our services safe.`,
          ),
          choiceStatus(facts),
        ),
        section(
          'What else happens',
          say(
            'limit-reaches',
            `If we know you by other addresses or numbers too, your request holds for those as well. We tell the service providers and contractors that use sensitive information for us for anything else to comply. If anybody else got such information after you asked us and before all of our systems had stopped, we tell them too, and to pass it on. All of this is done by ${date(facts.doneBy)} at the latest.`,
          ),
          say(
            'limit-lasts',
            `Your request holds until you yourself allow us more. We will not ask you for that, and the law forbids us to before ${date(facts.quietUntil)} has passed.`,
          ),
        ),
      ),
      ...goodToKnow(facts, numbers),
    ],
  };
}

/** There is nothing to limit, and why (LIM-01). */
function nothingToLimit(facts: Facts<'nothing-to-limit'>, _rendering: unknown, numbers: LetterNumbers): Draft {
  const uses = facts.uses.map(
    ({ purpose, permitted }) =>
      `${purpose}: ${permitted === undefined ? 'nothing is inferred about anybody from it' : `permitted ${PERMITTED[permitted]}`}`,
  );
  return {
    subject: `Our answer to request ${facts.reference}`,
    title: 'There is nothing to limit',
    sections: [
      ...sections(
        section(
          undefined,
          say(
            'nothing-to-limit',
            `On ${date(facts.receivedOn)} we received your request to limit the use of your sensitive personal information. The law lets you limit uses that infer characteristics about you and that it does not permit anyway (${facts.cite}). We have no such use of anybody's information, so that there is nothing to limit.`,
            ...(uses.length > 0
              ? ['This is what we use sensitive information for:', list(uses)]
              : ['We use no sensitive information at all.']),
          ),
          say(
            'limit-noted',
            'We keep your choice all the same. If we should ever begin any other use, it will not reach you.',
          ),
          choiceStatus(facts, 'how your request stands'),
          complaintRoute(),
        ),
      ),
      ...goodToKnow(facts, numbers),
    ],
  };
}

/** Letters about a limit. */
export function limitLetters(ask: Ask): Pick<Wording, 'limited' | 'nothing-to-limit' | 'denial'> {
  return { limited, 'nothing-to-limit': nothingToLimit, denial: choiceDenial(ask) };
}
