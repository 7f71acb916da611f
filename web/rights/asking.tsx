import type { VNode } from 'preact';
import { Field, type FormState } from '../parts';

/** Labels of {@link PersonFields} and {@link PointFields}. */
export const ASKING_LABELS: Record<string, string> = {
  name: 'Your name',
  email: 'E-mail address',
  phone: 'Telephone number',
  'points.postal-code': 'Postal code',
  'points.customer-number': 'Customer number',
  'points.event-attended': 'An event you attended',
  message: 'Anything else we should know',
};

/** Who fills a form in. */
export interface Voice {
  form: FormState;
  byPhone: boolean;
  byAgent?: boolean;
}

/** Who asks and how to reach them. */
export function PersonFields({ form, byPhone, byAgent = false }: Voice): VNode {
  const name = byPhone ? "The caller's name" : byAgent ? 'Their name' : 'Your name';
  return (
    <>
      <Field form={form} name="name" label={name} autocomplete={byAgent ? undefined : 'name'} required />
      <Field
        form={form}
        name="email"
        label="E-mail address"
        type="email"
        hint={
          byPhone
            ? undefined
            : byAgent
              ? 'One that we know them by. If we may ask them for something, we write there.'
              : 'Preferably one that we know. We send the code and our answer there.'
        }
        autocomplete="email"
        inputmode="email"
        required
      />
      <Field form={form} name="phone" label="Telephone number" type="tel" autocomplete="tel" inputmode="tel" />
    </>
  );
}

/** Data points that are compared with what is held. */
export function PointFields({ form, byPhone, byAgent = false }: Voice): VNode {
  const [who, whose] = byPhone ? ['the caller', 'the right person'] : byAgent ? ['they', 'them'] : ['you', 'you'];
  return (
    <fieldset>
      <legend>Something that only {who} would know</legend>
      <p class="hint">
        One of these helps us to be sure that it is {whose}. We compare it with what we hold and use it for nothing
        else.
      </p>
      <Field form={form} name="points.postal-code" label="Postal code" autocomplete="postal-code" />
      <Field form={form} name="points.customer-number" label="Customer number" />
      <Field form={form} name="points.event-attended" label="An event you attended" />
    </fieldset>
  );
}

/** What they wish to add. */
export function MessageField({ form }: { form: FormState }): VNode {
  return <Field form={form} name="message" label="Anything else we should know" rows={4} />;
}
