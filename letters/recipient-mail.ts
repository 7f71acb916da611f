import type { Instruction } from '../rules/codes';
import { PERMITTED_CITE } from '../rules/limit';
import { type Document, link, list, say, type Section, type Statement } from './document';
import { ENGLISH } from './en';
import { documentHtml } from './html';
import { documentText } from './text';

/** Rules on which what a recipient is told rests, by statement. */
export const RECIPIENT_STATEMENTS = {
  instruction: ['DEL-03', 'DEL-04', 'COR-03', 'OPT-05', 'OPT-08', 'LIM-04', 'LIM-07'],
  onward: ['DEL-11', 'OPT-08'],
  attest: ['SP-05'],
  reminder: ['SP-05'],
  code: ['VER-05'],
  'reach-us': ['SP-04'],
} as const satisfies Record<string, readonly string[]>;
type RecipientStatement = keyof typeof RECIPIENT_STATEMENTS;

/** Who writes, and how to reach it. */
export interface Sender {
  businessName: string;
  contactEmail: string;
  contactPhone?: string;
}

/** A mail before it has an address. */
export interface ComposedMail {
  subject: string;
  text: string;
  html: string;
}

/** What a recipient is told by mail: how many persons and where to see them, nobody's name (decisions.md I1, I2). */
export interface RecipientMailInput extends Sender {
  recipientName: string;
  /** Persons whom the notice concerns. */
  count: number;
  /** Shows the count and asks for a code; following it changes nothing. */
  url: string;
  /** True where the mail is about notices that stand unanswered, and no new one. */
  reminder: boolean;
  /** Beside new ones: consumers whom earlier notices concern that stand unanswered. */
  unanswered?: number;
  /** What is asked; `several` where a message carries instructions of more than one kind. */
  instruction: Instruction | 'several';
  /** Random, this recipient's own; the same in a reminder. */
  reference?: string;
  /** Day by which we ask for an answer, `YYYY-MM-DD`. */
  answerBy?: string;
  /** Day of the first notice, in a reminder. */
  firstSentOn?: string;
}

/** What each instruction asks for: in the subject, and in full. None speaks of another (decisions.md I1). */
const ASKED: Record<Instruction | 'several', { to: string; please: (consumers: string) => string }> = {
  delete: {
    to: 'to delete personal information',
    please: (consumers) =>
      `Please delete from your systems the personal information of ${consumers} that you received from us or hold for us.`,
  },
  correct: {
    to: 'to correct personal information',
    please: (consumers) =>
      `Please correct in your systems the personal information of ${consumers} that you received from us or hold for us. The page below says what is right.`,
  },
  'opt-out': {
    to: 'to comply with an opt-out',
    please: (consumers) =>
      `Please comply with the opt-out of sale and sharing of ${consumers}: from now on, do not sell or share the personal information that you received from us about them, and do not use or disclose it in any way that the opt-out forbids to us.`,
  },
  limit: {
    to: 'to limit the use of sensitive personal information',
    please: (consumers) =>
      `Please comply with the request of ${consumers} to limit the use of sensitive personal information: from now on, use and disclose what you received from us for the purposes of ${PERMITTED_CITE} only.`,
  },
  several: {
    to: 'about personal information',
    please: (consumers) =>
      `There are instructions for you about the personal information of ${consumers} that you received from us or hold for us. The page below says of each what to do.`,
  },
};

/** The notice to a recipient whom we reach by mail, or its reminder. */
export function composeRecipientMail(input: RecipientMailInput): ComposedMail {
  const consumers = consumerCount(input.count);
  const by = input.answerBy === undefined ? '' : ` by ${ENGLISH.date(input.answerBy)}`;
  const since = input.firstSentOn === undefined ? 'earlier' : `on ${ENGLISH.date(input.firstSentOn)}`;
  const { reminder } = input;
  const { to, please } = ASKED[input.instruction];
  const reference = input.reference === undefined ? '' : ` (${input.reference})`;
  return compose(
    input,
    {
      subject: `${reminder ? 'Reminder: instruction' : 'Instruction'} ${to}${reference}`,
      title: reminder ? 'Your answer is outstanding' : `Instruction ${to}`,
      about: `To ${input.recipientName}${reference}`,
    },
    [
      {
        statements: [
          ...(reminder
            ? [say<RecipientStatement>('reminder', `We told you this ${since} and have not had your answer.`)]
            : []),
          say<RecipientStatement>('instruction', please(consumers)),
          ...(input.unanswered
            ? [
                say<RecipientStatement>(
                  'reminder',
                  `We told you earlier of ${consumerCount(input.unanswered)} more and have not had your answer.`,
                ),
              ]
            : []),
          say<RecipientStatement>(
            'onward',
            'Pass this instruction on to your own service providers and contractors, and to anyone to whom you sold, shared or otherwise gave the information.',
          ),
        ],
      },
      {
        heading: 'What to do now',
        statements: [
          say<RecipientStatement>(
            'attest',
            list([
              'Open the page below. It asks for a code, which we send to the contact registered for you.',
              'See whom the instruction concerns.',
              `Tell us on that page what you did${by}, or why you did not.`,
            ]),
            link('Open the instruction', input.url),
          ),
          reachUs(input),
        ],
      },
    ],
  );
}

function consumerCount(count: number): string {
  return count === 1 ? 'one consumer' : `${count} consumers`;
}

/** A code to the contact registered for a recipient, before it sees its items (decisions.md I2). */
export function composeRecipientCode(
  input: Sender & {
    recipientName: string;
    code: string;
    /** How long it is valid, minutes. */
    validMinutes: number;
  },
): ComposedMail {
  return compose(
    input,
    { subject: 'A code to open an instruction', title: 'Your code', about: `To ${input.recipientName}` },
    [
      {
        statements: [
          say<RecipientStatement>(
            'code',
            'Enter this code on the page of the instruction:',
            { type: 'code', text: input.code },
            `It is valid for ${input.validMinutes} ${input.validMinutes === 1 ? 'minute' : 'minutes'}. If you did not ask for it, give it to nobody and tell us.`,
          ),
          reachUs(input),
        ],
      },
    ],
  );
}

function reachUs({ contactEmail, contactPhone }: Sender): Statement<RecipientStatement> {
  const call = contactPhone === undefined ? 'Write' : `Call ${contactPhone} or write`;
  return say<RecipientStatement>('reach-us', `Questions? ${call} to ${contactEmail}.`);
}

function compose(
  sender: Sender,
  head: { subject: string; title: string; about: string },
  sections: Section<RecipientStatement>[],
): ComposedMail {
  const document: Document = {
    language: ENGLISH.tag,
    from: sender.businessName,
    about: head.about,
    title: head.title,
    sections,
  };
  return { subject: head.subject, text: documentText(document), html: documentHtml(document) };
}
