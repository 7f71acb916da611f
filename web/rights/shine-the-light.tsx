import { Field } from '../parts';
import { dayWords } from '../words';
import type { RightPages } from './right-pages';

/** Shine the Light: where the answer goes. */
export const SHINE_THE_LIGHT_PAGES: RightPages = {
  asksResidency: true,
  formTitle: 'Ask to whom we disclosed personal information for direct marketing',
  Fields: ({ form, byPhone, byAgent }) => (
    <>
      <Field
        form={form}
        name="name"
        label={byPhone ? "The caller's name" : byAgent ? 'Their name' : 'Your name'}
        autocomplete={byAgent ? undefined : 'name'}
        required
      />
      <Field
        form={form}
        name="email"
        label="E-mail address"
        type="email"
        hint={byPhone || byAgent ? undefined : 'We send our answer there.'}
        autocomplete="email"
        inputmode="email"
        required
      />
    </>
  ),
  Receipt: ({ receiptDay, dueOn, byPhone }) => (
    <>
      <p>Received on {dayWords(receiptDay)}.</p>
      <h2>What happens now</h2>
      <p>
        Our answer goes to the e-mail address that {byPhone ? 'the caller' : 'you'} gave
        {dueOn === null ? '' : `, by ${dayWords(dueOn)} at the latest`}. It is the same for every customer, so that
        there is nothing to prove and nothing else to do.
      </p>
    </>
  ),
  labels: { name: 'Your name', email: 'E-mail address' },
  parts: [],
};
