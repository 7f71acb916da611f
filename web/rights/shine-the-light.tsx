import { Field } from '../parts';
import type { RightPages } from './right-pages';

/** Shine the Light: where the answer goes. */
export const SHINE_THE_LIGHT_PAGES: RightPages = {
  asksResidency: true,
  formTitle: 'Ask to whom we disclosed personal information for direct marketing',
  Fields: ({ form, byPhone }) => (
    <>
      <Field form={form} name="name" label={byPhone ? "The caller's name" : 'Your name'} autocomplete="name" required />
      <Field
        form={form}
        name="email"
        label="E-mail address"
        type="email"
        hint={byPhone ? undefined : 'We send our answer there.'}
        autocomplete="email"
        inputmode="email"
        required
      />
    </>
  ),
  labels: { name: 'Your name', email: 'E-mail address' },
  parts: [],
};
