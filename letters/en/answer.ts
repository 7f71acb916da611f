import { type NoticeState } from '../../rules/codes';
import { NOTICE_DELETE, type Rendering } from '../../rules/letters';
import { type Block, type Draft, list, say, section, sections, type Statement } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers } from '../wording';
import {
  appealOffer,
  complaintRoute,
  detailsLink,
  late,
  noRetaliation,
  optOutQuestion,
  reachUs,
  recordKept,
} from './shared';
import { CATEGORY, date, KEPT, recipientName } from './words';

/** An answer, or the letter that follows one of which work was not finished (CLK-13). */
type Answer = Omit<Facts<'answer'>, 'late'> &
  Partial<Pick<Facts<'answer'>, 'late'> & Pick<Facts<'outcome'>, 'answeredOn'>>;

/** The outcome in general words, which say no more than is proven. */
function outcome(facts: Answer, rendering: Rendering): Statement {
  const why = rendering === 'full' ? 'for reasons given below' : 'for reasons that the full answer gives';
  const asked = `On ${date(facts.receivedOn)} you asked us to delete your personal information.`;
  const begun = facts.systems.length + facts.byHand.length > 0;
  const finished = facts.outstanding.length === 0;
  const result = ((): string => {
    switch (facts.outcome) {
      case 'nothing-held':
        return 'We searched our systems and found nothing about you to delete.';
      case 'deleted':
        if (finished) return 'We have done so.';
        return begun
          ? 'We have deleted part of it; the rest of the work is not finished.'
          : 'The work is not finished.';
      case 'deleted-in-part':
        if (begun) {
          return finished
            ? `We have done so in part. We did not do the rest, ${why}.`
            : `We have done so in part. Some of the work is not finished, and some of it we will not do, ${why}.`;
        }
        return finished
          ? `We have not deleted what we hold, ${why}.`
          : `We have not deleted anything yet. Some of the work is not finished, and some of it we will not do, ${why}.`;
    }
  })();
  return say('outcome', `${asked} ${result}`);
}

/** That this is not the first answer. Why the work was not finished then is not told: the law may forbid it (CLK-13). */
function answeredBefore({ answeredOn }: Answer): Statement | undefined {
  return answeredOn === undefined
    ? undefined
    : say(
        'answered-before',
        `We answered your request on ${date(answeredOn)} and told you that the work was not finished. This letter says what became of it.`,
      );
}

/** Where it was deleted: by us and asked again, or by the hand of staff, which is said as such. */
function erased(facts: Answer): Statement | undefined {
  const save = facts.kept.length === 0 ? '' : ', apart from what we list below as kept,';
  const blocks: (Block | string)[] = [];
  if (facts.systems.length > 0)
    blocks.push(
      `We deleted your personal information${save} from these systems, looked for it again afterwards, and did not find it:`,
      list(facts.systems),
    );
  if (facts.byHand.length > 0)
    blocks.push(
      `A member of our staff deleted your personal information${save} from these systems by hand and recorded it:`,
      list(facts.byHand),
    );
  return blocks.length === 0 ? undefined : say('erased-systems', ...blocks);
}

function whatWasDone(facts: Answer): (Statement | undefined)[] {
  return [
    facts.outcome === 'nothing-held'
      ? say(
          'nothing-found',
          'We looked in every system in which we keep personal information and found nothing about you.',
        )
      : undefined,
    erased(facts),
    facts.outstanding.length === 0
      ? undefined
      : say(
          'outstanding-systems',
          'In these systems the work is not finished, or not yet confirmed. We go on until it is:',
          list(facts.outstanding),
        ),
    facts.collectedFromConsumerOnly
      ? say(
          'scope-narrowed',
          'We deleted what we collected from you. What we obtained about you from others is outside this right, and we still have it.',
        )
      : undefined,
  ];
}

function keptItem(item: Answer['kept'][number]): string {
  const until =
    item.until === undefined
      ? 'We keep it only as long as this reason lasts.'
      : `We keep it until ${date(item.until)}; then it is deleted, unless the reason lasts and a person decides so again.`;
  return [
    `${CATEGORY[item.category]}, ${KEPT[item.code]} (${item.cite}; our code: ${item.code}).`,
    item.reason,
    `Used only for: ${item.purpose}`,
    until,
  ].join('\n');
}

function whatWasKept(facts: Answer): Statement[] {
  if (facts.kept.length === 0) return [];
  return [
    say('kept', 'We kept the following:', list(facts.kept.map(keptItem))),
    say('kept-purpose', 'We use what we kept for the purpose named beside it and for nothing else.'),
  ];
}

function archives(facts: Answer): Statement | undefined {
  if (facts.archives.length === 0) return undefined;
  return say(
    'archives',
    'Backup copies in these archives may still hold your information. We do not use it there. If an archive is restored, or used for a commercial purpose, we delete your information from it first.',
    list(
      facts.archives.map((archive) =>
        archive.restorableUntil === undefined
          ? archive.name
          : `${archive.name}: can be restored until ${date(archive.restorableUntil)}`,
      ),
    ),
  );
}

/** A recipient may wait for it in its queue or because it cannot be reached: to the consumer both mean one thing. */
const OUTSTANDING = 'The instruction to these is outstanding:';
/** What each state of a notice says: what we did and what we were told, never what we cannot see. */
const TOLD: Record<NoticeState, string> = {
  attested: 'We instructed these to delete it, and they attested to us that they carried out the instruction:',
  received: 'We instructed these to delete it. They received the instruction; what they did is outstanding:',
  sent: 'We instructed these to delete it. Their answer is outstanding:',
  overdue: 'We instructed these to delete it and reminded them. Their answer is overdue:',
  refused:
    'We instructed these to delete it. They answered that they will not, or not in full; we are following this up:',
  planned: OUTSTANDING,
  queued: OUTSTANDING,
};
const TOLD_ORDER = (['attested', 'received', 'sent', 'overdue', 'refused', 'planned'] as const).map(
  (state) => TOLD[state],
);

function told(recipients: Answer['recipients']): Block[] {
  return TOLD_ORDER.flatMap((text): Block[] => {
    const names = recipients.filter(({ state }) => TOLD[state] === text).map(recipientName);
    return names.length === 0 ? [] : [{ type: 'paragraph', text }, list(names)];
  });
}

function recipients(facts: Answer): (Statement | undefined)[] {
  const byLaw = facts.recipients.filter((recipient) => recipient.rule !== NOTICE_DELETE);
  const byPromise = facts.recipients.filter((recipient) => recipient.rule === NOTICE_DELETE);
  return [
    byLaw.length === 0
      ? undefined
      : say(
          'recipients-told',
          'The law has us tell these recipients of your information to delete it too, and to pass the instruction on.',
          ...told(byLaw),
        ),
    byPromise.length === 0
      ? undefined
      : say(
          'recipients-told-by-promise',
          'We also tell these recipients, because our privacy notice promises it; the law does not ask it of us.',
          ...told(byPromise),
        ),
    facts.excused.length === 0
      ? undefined
      : say(
          'recipients-excused',
          'These third parties we did not tell, because it is impossible or would take disproportionate effort:',
          list(facts.excused.map((excuse) => `${excuse.recipients}\n${excuse.facts}`)),
        ),
  ];
}

/** The answer to a deletion request: outcome and reference by mail, everything behind the code or by post. */
export function answer(facts: Answer, rendering: Rendering, numbers: LetterNumbers): Draft {
  const head =
    facts.answeredOn === undefined
      ? { subject: `Our answer to request ${facts.reference}`, title: 'Our answer to your request' }
      : { subject: `What became of request ${facts.reference}`, title: 'What became of your request' };
  if (rendering === 'mail') {
    return {
      ...head,
      sections: sections(
        section(undefined, late(facts), answeredBefore(facts), outcome(facts, rendering), detailsLink(facts.statusUrl)),
        section('Our record', recordKept(numbers), reachUs(facts)),
      ),
    };
  }
  const asks = facts.outcome === 'deleted-in-part' && facts.optOut !== undefined;
  return {
    ...head,
    sections: sections(
      section(undefined, late(facts), answeredBefore(facts), outcome(facts, rendering)),
      section('What we did', ...whatWasDone(facts)),
      section('What we kept and why', ...whatWasKept(facts)),
      section('Archives', archives(facts)),
      section('Those who received your information', ...recipients(facts)),
      asks ? section('A question to you', optOutQuestion(facts.optOut!)) : undefined,
      section(
        'Our record',
        recordKept(numbers),
        facts.systems.length + facts.byHand.length === 0
          ? undefined
          : say(
              'stays-deleted',
              'So that deleted information does not come back, we keep a confidential mark by which we recognize it. We use the mark for nothing else.',
            ),
      ),
      section('What you can still do', appealOffer(facts.appealUrl), complaintRoute(), noRetaliation(), reachUs(facts)),
    ),
  };
}
