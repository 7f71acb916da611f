import type { VNode } from 'preact';
import { Choice } from '../pages/request/choice';
import { Notices } from '../pages/request/notices';
import { Field } from '../parts';
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
      {choice === 'nothing-to-limit' ? (
        <ChoiceStands status={choice} since={receiptDay} />
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
