import type { Rendering } from '../../rules/letters';
import { STATEMENT_WORDS } from '../../rules/correct';
import { type Draft, list, say, section, sections, type Statement } from '../document';
import type { Facts } from '../facts';
import type { LetterNumbers } from '../wording';
import { askAgain, complaintRoute, detailsLink, late, noRetaliation, reachUs, recordKept } from './shared';
import { date, recipientName } from './words';

type Correction = Facts<'correction'>;
type Field<O extends Correction['fields'][number]['outcome']> = Extract<Correction['fields'][number], { outcome: O }>;

const OUTCOME: Record<Correction['outcome'], string> = {
  corrected: 'We have done so.',
  'corrected-in-part': 'We have done so in part.',
  denied: 'We have decided not to do so.',
  'nothing-held': 'We searched our systems and do not hold the information that you asked us to correct.',
};

const GROUND: Record<Field<'denied'>['code'], string> = {
  'accurate-as-held':
    'having weighed everything that we and you know about it, we find it more likely than not that what we hold is accurate',
  'inadequate-documents': 'the documents that we have seen do not outweigh those that we hold',
  'conflict-of-law': 'another law does not allow it',
  exemption: 'this information is exempt from the law under which you asked',
  'impossible-or-disproportionate':
    'it is impossible, or would take an effort out of proportion to what you gain by it',
  'fraudulent-or-abusive-correction':
    'we believe, in good faith and on documented grounds, that it is fraudulent or abusive',
  'repeated-correction': 'we decided on the same correction not long ago, and nothing new came with this request',
};

const TOLD: Record<Correction['recipients'][number]['state'], string> = {
  attested: 'they attested that they did',
  received: 'they received the instruction; what they did is outstanding',
  sent: 'their answer is outstanding',
  queued: 'the instruction is on its way',
  overdue: 'their answer is overdue',
  refused: 'they answered that they will not, or not in full; we are following this up',
  planned: 'the instruction is outstanding',
};

/** The answer to a correction: outcome and reference by mail, the rest behind the code or by post (decisions.md B4). */
export function correction(facts: Correction, rendering: Rendering, numbers: LetterNumbers): Draft {
  const head = { subject: `Our answer to request ${facts.reference}`, title: 'Our answer to your request' };
  const outcome = say(
    'correction-outcome',
    `On ${date(facts.receivedOn)} you asked us to correct your personal information. ${OUTCOME[facts.outcome]}${
      facts.outstanding.length > 0 ? ' In some of our systems the work is not finished.' : ''
    }`,
  );
  if (rendering === 'mail')
    return {
      ...head,
      sections: sections(
        section(undefined, late(facts), outcome, detailsLink(facts.statusUrl)),
        section('Our record', recordKept(numbers), reachUs(facts)),
      ),
    };
  const of = <O extends Correction['fields'][number]['outcome']>(kind: O): Field<O>[] =>
    facts.fields.filter((each): each is Field<O> => each.outcome === kind);
  const corrected = of('corrected');
  const denied = of('denied');
  return {
    ...head,
    sections: sections(
      section(undefined, late(facts), outcome),
      section('What we did', ...done(facts, corrected, of('deleted'))),
      section(
        'What we did not do and why',
        denied.length === 0
          ? undefined
          : say(
              'correction-denied',
              'We did not correct the following:',
              list(
                denied.map(({ name, code, cite, facts: why }) =>
                  [`${name}, because ${GROUND[code]} (${cite}; our code: ${code}).`, why].join('\n'),
                ),
              ),
            ),
        denied.some(({ health }) => health)
          ? say(
              'health-statement',
              `Some of it concerns your health. You may write a statement of up to ${STATEMENT_WORDS} words for each item that you hold to be wrong. If you ask us to, we keep it with the information and pass it on with it. Send it to ${facts.contact.email} with your reference.`,
            )
          : undefined,
        of('not-held').length === 0
          ? undefined
          : say('correction-not-held', 'We do not hold:', list(of('not-held').map(({ name }) => name))),
      ),
      section('Those who work with it for us', told(facts)),
      section('Our record', recordKept(numbers)),
      section(
        'What you can still do',
        askAgain(facts.newRequestUrl),
        complaintRoute(),
        noRetaliation(),
        reachUs(facts),
      ),
    ),
  };
}

function done(
  facts: Correction,
  corrected: Field<'corrected'>[],
  deleted: Field<'deleted'>[],
): (Statement | undefined)[] {
  const sourced = corrected.filter(({ source }) => source !== undefined);
  return [
    corrected.length === 0
      ? undefined
      : say(
          'corrected-fields',
          'We corrected:',
          list(
            corrected.map(({ name, value }) =>
              value === undefined
                ? `${name}: we do not show it, to protect you; it now matches what you gave us`
                : `${name}: ${value}`,
            ),
          ),
        ),
    deleted.length === 0
      ? undefined
      : say('deleted-instead', 'As you agreed, we deleted instead:', list(deleted.map(({ name }) => name))),
    sourced.length === 0
      ? undefined
      : say(
          'correction-source',
          'This information did not come from us:',
          list(
            sourced.map(({ name, source }) =>
              source === 'told' || source === undefined
                ? `${name}: we told those from whom we had it that it was wrong`
                : `${name}: we had it from ${source.named}`,
            ),
          ),
        ),
    facts.systems.length + facts.byHand.length === 0
      ? undefined
      : say(
          'correction-systems',
          ...(facts.systems.length > 0
            ? ['In these systems we set it and read it again afterwards:', list(facts.systems)]
            : []),
          ...(facts.byHand.length > 0
            ? ['In these systems a member of our staff did so by hand and recorded it:', list(facts.byHand)]
            : []),
        ),
    facts.outstanding.length === 0
      ? undefined
      : say(
          'correction-outstanding',
          'In these systems the work is not finished, or not yet confirmed. We go on until it is:',
          list(facts.outstanding),
        ),
    corrected.length + deleted.length === 0
      ? undefined
      : say(
          'stays-corrected',
          'So that it stays so, we look again in the weeks that follow, and keep a confidential note of it, sealed, by which it can be set right again. We use the note for nothing else.',
        ),
  ];
}

function told({ recipients }: Correction): Statement | undefined {
  if (recipients.length === 0) return undefined;
  return say(
    'providers-told',
    'The law has us tell these to correct it too:',
    list(recipients.map((each) => `${recipientName(each)}: ${TOLD[each.state]}`)),
  );
}
