import type { VNode } from 'preact';
import { Choice } from '../pages/request/choice';
import { Notices } from '../pages/request/notices';
import { Field, Tick } from '../parts';
import { ChoiceStands } from '../pages/choices';
import { dayWords } from '../words';
import type { Voice } from './asking';
import type { RightPages } from './right-pages';

/** What finds the record: one of the two, and nothing else is asked (INT-08). */
export function ChoiceFields({ form, byPhone, byAgent = false }: Voice): VNode {
  return (
    <fieldset>
      <legend>
        {byPhone ? 'By what we know the caller' : byAgent ? 'By what we know them' : 'By what we know you'}
      </legend>
      <p class="hint">One of the two is enough. We use it to carry this out and for nothing else.</p>
      <Field
        form={form}
        name="email"
        label="E-mail address"
        type="email"
        autocomplete="email"
        inputmode="email"
        oneOf
      />
      <Field form={form} name="phone" label="Telephone number" type="tel" autocomplete="tel" inputmode="tel" oneOf />
    </fieldset>
  );
}

const LABELS = { email: 'E-mail address', phone: 'Telephone number' };

/** Where the status stands from now on (OPT-06). */
export function WhereItStands({ byPhone }: { byPhone: boolean }): VNode {
  return (
    <p>
      {byPhone ? 'With the reference, the caller can look at any time' : 'With the reference you can look at any time'}{' '}
      whether the request is honored: <a href="/choices">look it up</a>.
      {byPhone ? '' : ' If you gave us an e-mail address, we confirm it there too.'}
    </p>
  );
}

/** Opting out of sale and sharing: one form, one button (OPT-02). */
export const OPT_OUT_PAGES: RightPages = {
  formTitle: 'Do not sell or share my personal information',
  Lead: ({ business }) => (
    <>
      <p class="lead">
        You may tell {business} at any time not to sell or share your personal information. You need no account, you
        need not prove who you are, and nobody will ask you for a reason.
      </p>
      <p>
        It takes effect at once and holds in every way in which information could be sold or shared, for everything that
        we know you by.
      </p>
    </>
  ),
  Fields: ChoiceFields,
  submit: 'Do not sell or share',
  asksResidency: false,
  Receipt: ({ receiptDay, byPhone }) => (
    <>
      <p class="notice good">
        <strong>Opt-out request honored.</strong> Since {dayWords(receiptDay)} we do not sell or share{' '}
        {byPhone ? "the caller's" : 'your'} personal information.
      </p>
      <WhereItStands byPhone={byPhone} />
    </>
  ),
  labels: LABELS,
  parts: [Choice, Notices],
};

/** Limiting the use of sensitive data: the same form, and the same single button (LIM-02, LIM-03). */
export const LIMIT_PAGES: RightPages = {
  formTitle: 'Limit the use of my sensitive personal information',
  Lead: ({ business }) => (
    <>
      <p class="lead">
        You may tell {business} at any time to use and disclose your sensitive personal information only for what the
        law permits anyway. You need no account, you need not prove who you are, and nobody will ask you for a reason.
      </p>
      <p>
        Sensitive is, for instance, where exactly you are, your health, your origin or religion, and what you write in
        messages to others. Your request takes effect at once, for everything that we know you by.
      </p>
    </>
  ),
  Fields: ChoiceFields,
  submit: 'Limit the use',
  asksResidency: false,
  Receipt: ({ receiptDay, choice, byPhone }) => (
    <>
      {choice?.status === 'nothing-to-limit' ? (
        <ChoiceStands {...choice} />
      ) : (
        <p class="notice good">
          <strong>Request to limit honored.</strong> Since {dayWords(receiptDay)} we use{' '}
          {byPhone ? "the caller's" : 'your'} sensitive personal information only for what the law permits anyway.
        </p>
      )}
      <WhereItStands byPhone={byPhone} />
    </>
  ),
  labels: LABELS,
  parts: [Choice, Notices],
};

/** Allowing sale and sharing again: the first of two steps; the second is taken from a message (OIN-01). */
export const OPT_IN_PAGES: RightPages = {
  formTitle: 'Allow sale and sharing again',
  Lead: ({ business }) => (
    <>
      <p class="lead">
        If you told {business} not to sell or share your personal information, you may allow it again. Nobody asks you
        to, and you get nothing more and nothing less for it.
      </p>
      <p>
        It takes two steps: this form, and a message that we send you, in which you confirm. You can opt out again
        later.
      </p>
    </>
  ),
  Fields: ({ form, byPhone }) => (
    <>
      <Field
        form={form}
        name="email"
        label="E-mail address"
        hint="We send the second step there. We use it to carry this out and for nothing else."
        type="email"
        autocomplete="email"
        inputmode="email"
        required
      />
      <Tick
        form={form}
        name="thirteenOrOlder"
        label={
          byPhone
            ? 'The caller is 13 or older.'
            : 'I am 13 or older. For a child under 13, a parent or guardian should call us.'
        }
      />
      <Tick
        form={form}
        name="despiteSignal"
        label={
          byPhone
            ? 'The caller allows it also while their browser sends a privacy signal. (May be left out.)'
            : 'I allow it also while my browser sends a privacy signal (Global Privacy Control). You may leave this out.'
        }
      />
    </>
  ),
  submit: 'Go on to the second step',
  asksResidency: false,
  Receipt: ({ choice, byPhone }) => (
    <>
      {choice ? <ChoiceStands {...choice} /> : null}
      <WhereItStands byPhone={byPhone} />
    </>
  ),
  labels: { email: 'E-mail address', thirteenOrOlder: '13 or older', despiteSignal: 'Privacy signal' },
  parts: [Choice],
};
