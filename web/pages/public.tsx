import type { VNode } from 'preact';
import type { ChoiceStanding } from '../../api/services/choices';
import type { LinkPurpose } from '../../db/links';
import type { Right } from '../../rules/codes';
import { parameterValue } from '../../rules/parameters';
import { ASKED_BESIDE } from '../../rules/siblings';
import type { RuleSetId } from '../../rules/versions';
import { type FormState, Field, Main, ProblemSummary, Tick } from '../parts';
import { PAGED_RIGHTS, RIGHT_PAGES, type RightPages } from '../rights';
import type { Correctable } from '../rights/right-pages';
import { dayWords, RIGHT_EXPLAINED, RIGHT_WORDS } from '../words';

/** First page: what can be asked here. */
export function HomePage({
  business,
  contact,
  ruleSet,
}: {
  business: string;
  contact: { email: string; phone: string };
  /** The rules of a request that is made today. */
  ruleSet: RuleSetId;
}): VNode {
  const days = parameterValue('respond', ruleSet);
  return (
    <Main title="Your privacy rights in California">
      <p class="lead">
        If you live in California, you have rights over the personal information that {business} holds about you. You
        need no account, and it costs nothing.
      </p>
      <p>
        <a class="button" href="/request">
          Make a request
        </a>
      </p>
      <h2>How it goes</h2>
      <ol class="steps">
        <li>You tell us who you are and how to reach you.</li>
        <li>We send you a message with a code, so that nobody else can ask in your name.</li>
        <li>We look in our systems, do what you ask, and instruct those who got your information from us.</li>
        <li>You get our answer within {days} days. You can follow your request all the while.</li>
      </ol>
      <p>
        Do you ask for somebody else? <a href="/agent">Ask as their authorized agent</a>.
      </p>
      <h2>Other ways to reach us</h2>
      <p>
        Call <a href={`tel:${contact.phone.replaceAll(/[^+\d]/g, '')}`}>{contact.phone}</a> or write to{' '}
        <a href={`mailto:${contact.email}`}>{contact.email}</a>. Staff sign in <a href="/staff">here</a>.
      </p>
    </Main>
  );
}

/** Fields that every form has, beside those of its right. */
const LABELS = { calledAt: 'When the call came', californiaResident: 'California resident', right: 'What you ask for' };

/** What can be asked, each with its form. */
export function ChooseRightPage({ path }: { path: string }): VNode {
  return (
    <Main title="What would you like to ask?">
      <ul class="choices">
        {PAGED_RIGHTS.map((right) => (
          <li>
            <a href={`${path}?right=${right}`}>{RIGHT_WORDS[right]}</a>
            <p class="hint">{RIGHT_EXPLAINED[right]}</p>
          </li>
        ))}
      </ul>
    </Main>
  );
}

/** The form. */
export function RequestFormPage({
  business,
  right,
  form,
  formToken,
  action = '/request',
  csrf,
  byPhone = false,
  correctable,
}: {
  /** Name of the business, where the form is for its consumers. */
  business?: string;
  right: Right;
  form: FormState;
  formToken: string;
  action?: string;
  /** For staff, who enter what a caller says. */
  csrf?: string;
  byPhone?: boolean;
  correctable: readonly Correctable[];
}): VNode {
  const { formTitle, labels, Lead, Fields, submit, asksResidency }: RightPages = RIGHT_PAGES[right];
  return (
    <Main title={byPhone ? `Request by telephone: ${RIGHT_WORDS[right]}` : formTitle}>
      <ProblemSummary form={form} labels={{ ...LABELS, ...labels }} />
      {Lead && business !== undefined ? <Lead business={business} /> : null}
      <form method="post" action={action} novalidate>
        <input type="hidden" name="formToken" value={formToken} />
        <input type="hidden" name="right" value={right} />
        {csrf ? <input type="hidden" name="csrf" value={csrf} /> : null}
        {byPhone ? (
          <Field
            form={form}
            name="calledAt"
            label="When the call came"
            type="datetime-local"
            hint="Date and time in Los Angeles. The clocks run from this day."
            required
          />
        ) : null}
        <Fields form={form} byPhone={byPhone} correctable={correctable} />
        {business !== undefined && asksResidency ? <AlsoFields right={right} form={form} /> : null}
        {asksResidency ? (
          <Tick
            form={form}
            name="californiaResident"
            label={byPhone ? 'The caller states to live in California.' : 'I live in California.'}
          />
        ) : null}
        <button type="submit">{byPhone ? 'Enter the request' : (submit ?? 'Send the request')}</button>
      </form>
    </Main>
  );
}

/** Other rights that the same form can ask for (decisions.md K2). */
function AlsoFields({ right, form }: { right: Right; form: FormState }): VNode {
  const chosen = form.values['also'];
  return (
    <fieldset>
      <legend>
        Anything else? <span class="optional">(optional)</span>
      </legend>
      <p class="hint">Each of these is a request of its own, with its own answer. We check only once that it is you.</p>
      {ASKED_BESIDE.filter((other) => other !== right).map((other) => (
        <div class="field tick">
          <input
            type="checkbox"
            id={`f-also-${other}`}
            name="also"
            value={other}
            checked={Array.isArray(chosen) ? chosen.includes(other) : chosen === other}
          />
          <label for={`f-also-${other}`}>{RIGHT_WORDS[other]}</label>
        </div>
      ))}
    </fieldset>
  );
}

/** The receipt: what a requester keeps. */
export function ReceiptPage({
  reference,
  right,
  receiptDay,
  dueOn,
  choice,
  siblings = [],
  back,
}: {
  reference: string;
  right: Right;
  receiptDay: string;
  dueOn: string | null;
  /** How a choice stands; null for a right that makes none. */
  choice: ChoiceStanding | null;
  /** What was asked for beside it (decisions.md K2). */
  siblings?: readonly { reference: string; right: Right; dueOn: string | null }[];
  /** For staff. */
  back?: string;
}): VNode {
  const Own = RIGHT_PAGES[right].Receipt;
  return (
    <Main title="We have your request">
      <p class="lead">Your reference is</p>
      <p class="reference">{reference}</p>
      {Own ? (
        <Own receiptDay={receiptDay} dueOn={dueOn} choice={choice} byPhone={back !== undefined} />
      ) : (
        <>
          <p>
            {RIGHT_WORDS[right]}: received on {dayWords(receiptDay)}.
            {dueOn === null ? '' : ` You get our answer by ${dayWords(dueOn)} at the latest.`}
          </p>
          <h2>What happens now</h2>
          <p>
            We send a message to the e-mail address that you gave, with a link to follow the request. It also tells you
            how to show us that the request is yours. If it does not arrive within an hour, look among unwanted mail.
          </p>
        </>
      )}
      {siblings.length > 0 ? (
        <>
          <h2>You also asked</h2>
          <ul>
            {siblings.map((each) => (
              <li>
                {RIGHT_WORDS[each.right]}: reference {each.reference}
                {each.dueOn === null ? '' : `, our answer by ${dayWords(each.dueOn)}`}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {back ? (
        <p>
          <a href={back}>Back to the queue</a>
        </p>
      ) : null}
    </Main>
  );
}

/** What a link from a letter opens: a button, because programs that scan mail follow links. */
export function LinkPage({ token, purpose }: { token: string; purpose: LinkPurpose }): VNode {
  const words = {
    status: ['Follow your request', 'Continue to see where your request stands.', 'Show my request'],
    confirm: ['One more step', 'Continue to confirm what you asked us, or to leave it.', 'Continue'],
    'not-me': ['Was this you?', 'Somebody made a request about personal information in your name.', 'Continue'],
    permission: ['Did you allow this?', 'An agent asked us on your behalf.', 'Continue'],
    recipient: ['Instructions for you', 'Continue to see the instructions that wait for your answer.', 'Continue'],
  }[purpose] as [string, string, string];
  return (
    <Main title={words[0]}>
      <p class="lead">{words[1]}</p>
      <form method="post" action={`/r/${token}`}>
        <button type="submit">{words[2]}</button>
      </form>
    </Main>
  );
}

/** What an expired link of a recipient shows: a new one goes to the registered contact, and nowhere else. */
export function ExpiredLinkPage({ token }: { token: string }): VNode {
  return (
    <Main title="This link has expired">
      <p class="lead">We can send a new one to the contact that is registered for you.</p>
      <form method="post" action={`/r/${token}/renew`}>
        <button type="submit">Send a new link</button>
      </form>
    </Main>
  );
}

/** The answer to asking for a new link, whatever came of it. */
export function RenewedLinkPage(): VNode {
  return (
    <Main title="A new link">
      <p class="lead">
        If instructions wait for your answer, a new link is on its way to the contact that is registered for you. We
        send at most three a day.
      </p>
    </Main>
  );
}
