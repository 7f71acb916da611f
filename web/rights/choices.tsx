import type { VNode } from 'preact';
import { Choice } from '../pages/request/choice';
import { Notices } from '../pages/request/notices';
import { Field, type FormState } from '../parts';
import { dayWords } from '../words';
import type { RightPages } from './right-pages';

/** What finds the record: one of the two, and nothing else is asked (INT-08). */
export function ChoiceFields({ form, byPhone }: { form: FormState; byPhone: boolean }): VNode {
  return (
    <fieldset>
      <legend>{byPhone ? 'By what we know the caller' : 'By what we know you'}</legend>
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
