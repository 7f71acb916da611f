import type { VNode } from 'preact';
import { KNOW_FLOOR } from '../../rules/know';
import { Verification } from '../pages/request/verification';
import { Field, type FormState, valueOf } from '../parts';
import { dayWords } from '../words';
import { ASKING_LABELS, MessageField, PersonFields, PointFields } from './asking';
import type { RightPages } from './right-pages';

/** Which time the answer covers: everything, or a time of the consumer's choice (INT-06). */
function PeriodFields({ form, byPhone }: { form: FormState; byPhone: boolean }): VNode {
  const range = valueOf(form, 'period.choice') === 'range';
  return (
    <fieldset>
      <legend>Which time should our answer cover?</legend>
      <div class="field tick">
        <input type="radio" id="f-period.choice" name="period.choice" value="all" checked={!range} />
        <label for="f-period.choice">
          Everything, back to {dayWords(KNOW_FLOOR)}. The law does not have us go further back.
        </label>
      </div>
      <div class="field tick">
        <input type="radio" id="f-period.range" name="period.choice" value="range" checked={range} />
        <label for="f-period.range">Only this time:</label>
      </div>
      <Field form={form} name="period.from" label="First day" type="date" />
      <Field
        form={form}
        name="period.to"
        label="Last day"
        type="date"
        hint={byPhone ? 'One of the two may stay empty.' : 'You may leave one of the two empty.'}
      />
    </fieldset>
  );
}

function knowPages(formTitle: string): RightPages {
  return {
    formTitle,
    Fields: (props) => (
      <>
        <PersonFields {...props} />
        <PointFields {...props} />
        <PeriodFields {...props} />
        <MessageField {...props} />
      </>
    ),
    labels: {
      ...ASKING_LABELS,
      'period.choice': 'Which time our answer covers',
      'period.from': 'First day',
      'period.to': 'Last day',
    },
    parts: [Verification],
  };
}

/** Categories: what is collected, from where, for what, and who gets it. */
export const KNOW_CATEGORIES_PAGES = knowPages('Ask which kinds of personal information we have about you');
/** What was sold or shared, and what was disclosed for a business purpose. */
export const KNOW_SOLD_PAGES = knowPages('Ask what personal information about you we sold, shared or disclosed');
