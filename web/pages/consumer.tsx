import type { VNode } from 'preact';
import type { ConsumerStage, ConsumerStatus } from '../../api/services/consumer';
import type { Refusal, Right } from '../../rules/codes';
import {
  DocumentForm,
  EMPTY_FORM,
  Facts,
  Field,
  type FormState,
  Main,
  Notice,
  ProblemSummary,
  SessionForm,
} from '../parts';
import { dayWords, DOCUMENT_WORDS, plain, REFUSAL_WORDS, RIGHT_WORDS, sizeWords } from '../words';
import { ChoiceStands } from './choices';

/** Where a request stands, and what comes next. */
const STAGE_WORDS: Record<ConsumerStage, { name: string; says: string; next: string }> = {
  received: {
    name: 'Received',
    says: 'We have your request.',
    next: 'We make sure that it comes from you. If something is missing, we write to you.',
  },
  checking: {
    name: 'Checking',
    says: 'We are making sure that the request comes from you.',
    next: 'One of us looks at what you told us. You need do nothing; if something is missing, we write to you.',
  },
  working: {
    name: 'Working',
    says: 'We are looking in our systems and carrying out your request.',
    next: 'Then we write you our answer. You need do nothing.',
  },
  answering: { name: 'Answering', says: 'Our answer is being written.', next: 'We send it to you as soon as it is.' },
  'following-through': {
    name: 'Answered',
    says: 'You have our answer.',
    next: 'We look again later whether it stays done, and whether those whom we instructed do their part. You need do nothing.',
  },
  closed: { name: 'Closed', says: 'This request has ended.', next: 'Nothing more happens because of it.' },
};

/** The stages that a request goes through, in order. */
const WAY: readonly ConsumerStage[] = ['checking', 'working', 'answering', 'following-through'];

const CODE_FIRST =
  'Enter the code below. It shows us that the address is yours; until then we can neither carry out the request nor show you our letters.';

const AGENT_FIRST =
  'Hand in the signed permission or the power of attorney below. If you did, and we accepted a signed permission, we asked the person for whom you act, and wait for them.';

/** What to say after a form of the status page. */
export const STATUS_MESSAGES = ['code-right', 'code-sent', 'documents-added'] as const;
/** What to say after a form of the status page. */
export type StatusMessage = (typeof STATUS_MESSAGES)[number];

const MESSAGES: Record<StatusMessage, string> = {
  'code-right': 'Thank you: the code was right.',
  'code-sent': 'If a code can be sent now, it is on its way to the address that you gave. We send at most three a day.',
  'documents-added': 'Thank you: your documents are here.',
};

/** Where a request stands, for its consumer. */
export function StatusPage({
  status,
  csrf,
  message,
  form = EMPTY_FORM,
}: {
  status: ConsumerStatus;
  csrf: string;
  message?: StatusMessage;
  form?: FormState;
}): VNode {
  const { stage, confirmed, waitsFor, dueOn, agent } = status;
  if (status.choice !== null)
    return <ChoicePage status={status} choice={status.choice} csrf={csrf} form={form} message={message} />;
  return (
    <Main title="Your request">
      {message ? <Notice tone="good">{MESSAGES[message]}</Notice> : null}
      <ProblemSummary form={form} labels={{ code: 'Code', documents: 'Documents' }} />
      <p class="lead">{STAGE_WORDS[stage].says}</p>
      {WAY.includes(stage) ? (
        <ol class="way" aria-label="The way of your request">
          {WAY.map((each) => (
            <li aria-current={each === stage ? 'step' : undefined}>{STAGE_WORDS[each].name}</li>
          ))}
        </ol>
      ) : null}
      <h2>What happens next</h2>
      <p>
        {waitsFor === 'you' && agent
          ? AGENT_FIRST
          : waitsFor === 'you' && !confirmed
            ? CODE_FIRST
            : status.copy
              ? 'Your copy is ready: collect it below.'
              : STAGE_WORDS[stage].next}
        {dueOn ? ` Our answer is sent to you by ${dayWords(dueOn)} at the latest.` : null}
        {dueOn && status.extended ? ' We needed longer than at first, and wrote to you why.' : null}
      </p>
      <Facts
        rows={[
          ['Reference', <strong>{status.reference}</strong>],
          ['You asked', RIGHT_WORDS[status.right]],
          ['Received', dayWords(status.receiptDay)],
        ]}
      />
      {confirmed ? null : (
        <section>
          <h2>Enter your code</h2>
          <p>The code is in a message of its own. It is valid for ten minutes; you can have a new one below.</p>
          <SessionForm action="/status/code" csrf={csrf}>
            <Field
              form={form}
              name="code"
              label="Code"
              hint="Eight digits"
              inputmode="numeric"
              autocomplete="one-time-code"
              required
            />
            <button type="submit">Confirm</button>
          </SessionForm>
          <SessionForm action="/status/new-code" csrf={csrf}>
            <button type="submit" class="second">
              Send me a new code
            </button>
          </SessionForm>
        </section>
      )}
      {confirmed ? (
        <section>
          <h2>Letters</h2>
          {status.letters.length === 0 ? (
            <p class="none">No letters so far.</p>
          ) : (
            <ul>
              {status.letters.map(({ id, kind, sentOn }) => (
                <li>
                  <a href={`/status/letters/${id}`}>
                    {plain(kind)}, {dayWords(sentOn)}
                  </a>
                </li>
              ))}
            </ul>
          )}
        </section>
      ) : null}
      {status.copy ? (
        <section>
          <h2>Your copy</h2>
          <p>
            <a class="button" href="/status/copy">
              Collect your copy
            </a>
          </p>
        </section>
      ) : null}
      <Documents status={status} csrf={csrf} form={form} />
      {status.mayWithdraw ? (
        <section>
          <h2>Changed your mind?</h2>
          <p>As long as we have not begun to carry it out, you can withdraw your request.</p>
          <p>
            <a class="button second" href="/status/withdraw">
              Withdraw the request
            </a>
          </p>
        </section>
      ) : null}
      <SessionForm action="/status/leave" csrf={csrf}>
        <button type="submit" class="quiet">
          Leave this page
        </button>
      </SessionForm>
    </Main>
  );
}

/** What the requester handed in, and can hand in now. */
function Documents({
  status: { documents, agent },
  csrf,
  form,
}: {
  status: ConsumerStatus;
  csrf: string;
  form: FormState;
}): VNode | null {
  const { taken, sent } = documents;
  if (taken.length + sent.length === 0) return null;
  return (
    <section>
      <h2>Documents</h2>
      {sent.length > 0 ? (
        <ul>
          {sent.map(({ purpose, type, bytes, addedOn }) => (
            <li>
              {DOCUMENT_WORDS[purpose]}: {type.toUpperCase()}, {sizeWords(bytes)}, {dayWords(addedOn)}
            </li>
          ))}
        </ul>
      ) : null}
      {taken.length > 0 ? (
        <>
          <p>
            {agent ? 'Hand in the signed permission or the power of attorney here.' : 'You need not send any.'} What you
            send is read by those of us who decide on your request, and used for nothing else.
          </p>
          <DocumentForm
            action="/status/documents"
            csrf={csrf}
            purposes={taken.map((purpose) => [purpose, DOCUMENT_WORDS[purpose]] as const)}
            form={form}
          />
        </>
      ) : null}
    </section>
  );
}

/** How a choice stands: nothing is verified, so that nothing waits behind a code. */
function ChoicePage({
  status,
  choice,
  csrf,
  form,
  message,
}: {
  status: ConsumerStatus;
  choice: NonNullable<ConsumerStatus['choice']>;
  csrf: string;
  form: FormState;
  message: StatusMessage | undefined;
}): VNode {
  const { reference, right, receiptDay } = status;
  return (
    <Main title="Your request">
      {message ? <Notice tone="good">{MESSAGES[message]}</Notice> : null}
      <ProblemSummary form={form} labels={{ documents: 'Documents' }} />
      <ChoiceStands {...choice} />
      <Documents status={status} csrf={csrf} form={form} />
      <Facts
        rows={[
          ['Reference', <strong>{reference}</strong>],
          ['You asked', RIGHT_WORDS[right]],
          ['Received', dayWords(receiptDay)],
        ]}
      />
      <SessionForm action="/status/leave" csrf={csrf}>
        <button type="submit" class="quiet">
          Leave this page
        </button>
      </SessionForm>
    </Main>
  );
}

/** Asks before withdrawing. */
export function WithdrawPage({ reference, csrf }: { reference: string; csrf: string }): VNode {
  return (
    <Main title="Withdraw the request?">
      <p>
        Request {reference} ends, and nothing is done because of it. You can make a new request at any time; its days
        are counted anew.
      </p>
      <SessionForm action="/status/withdraw" csrf={csrf}>
        <button type="submit">Yes, withdraw it</button>
      </SessionForm>
      <p>
        <a href="/status">No, go back</a>
      </p>
    </Main>
  );
}

/** What became of a consumer's decision. */
export function DecidedPage({
  title,
  mark,
  refusal,
  done,
}: {
  title: string;
  mark: string;
  refusal?: Refusal;
  done: string;
}): VNode {
  return (
    <Main title={title}>
      {mark === 'refused' && refusal ? (
        <Notice tone="warn">This could not be done. {REFUSAL_WORDS[refusal]}</Notice>
      ) : (
        <Notice tone="good">
          {done}
          {mark === 'recorded' ? ' We have it in writing; it takes effect in a moment.' : ''}
        </Notice>
      )}
    </Main>
  );
}

/** For a held contact: was it you? */
export function NotMePage({ reference, right, csrf }: { reference: string; right: Right; csrf: string }): VNode {
  return (
    <Main title="Was this you?">
      <p class="lead">
        Somebody made a request in your name: <q>{RIGHT_WORDS[right]}</q>. It has the reference {reference}.
      </p>
      <p>If it was you, there is nothing to do here: close this page.</p>
      <SessionForm action="/not-me" csrf={csrf}>
        <button type="submit">This was not me</button>
      </SessionForm>
      <p class="hint">Nothing is then done or given out until one of us has looked into it.</p>
    </Main>
  );
}

/** The second step of an opt-in (OIN-01): what it does, one button, and nothing to do for who does not want it. */
export function ConfirmPage({ reference, csrf }: { reference: string; csrf: string }): VNode {
  return (
    <Main title="Allow sale and sharing again?">
      <p class="lead">
        If you confirm, we may sell and share your personal information again, from this moment on. Your request has the
        reference {reference}.
      </p>
      <SessionForm action="/confirm" csrf={csrf}>
        <button type="submit">Yes, I allow it</button>
      </SessionForm>
      <p class="hint">If you do not want this, close this page: nothing changes.</p>
    </Main>
  );
}

/** A letter, as it was sent. */
export function LetterPage({
  subject,
  text,
  back,
}: {
  subject: string;
  text: string;
  back: { href: string; label: string };
}): VNode {
  return (
    <Main title={subject}>
      <pre class="letter">{text}</pre>
      <p>
        <a href={back.href}>{back.label}</a>
      </p>
    </Main>
  );
}
