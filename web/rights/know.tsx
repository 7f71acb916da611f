import type { VNode } from 'preact';
import { KNOW_FLOOR } from '../../rules/know';
import { Copy } from '../pages/request/copy';
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
    asksResidency: true,
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

/** The declaration that a copy asks for (VER-11). */
function DeclarationFields({ form, byPhone }: { form: FormState; byPhone: boolean }): VNode {
  return (
    <fieldset>
      <legend>Declaration</legend>
      <p class="hint">
        The law has us give a copy only to a person who declares this. Without it, or where we cannot be sure enough who
        is asking, we tell which kinds of information we hold instead.
      </p>
      <div class="field tick">
        <input
          type="checkbox"
          id="f-declaration"
          name="declaration"
          value="yes"
          checked={valueOf(form, 'declaration') === 'yes'}
        />
        <label for="f-declaration">
          {byPhone
            ? 'A declaration under penalty of perjury, signed by the consumer, is before me.'
            : 'I declare under penalty of perjury that I am the person whose information I ask for.'}
        </label>
      </div>
      <Field
        form={form}
        name="signature"
        label={byPhone ? 'Name with which it is signed' : 'Your full name, as your signature'}
      />
    </fieldset>
  );
}

/** How the copy comes (KNW-12). */
function DeliveryFields({ form, byPhone }: { form: FormState; byPhone: boolean }): VNode {
  const post = valueOf(form, 'delivery.choice') === 'post';
  return (
    <fieldset>
      <legend>How should the copy come?</legend>
      <div class="field tick">
        <input type="radio" id="f-delivery.choice" name="delivery.choice" value="electronic" checked={!post} />
        <label for="f-delivery.choice">
          As a file, from the page of the request. We ask for a code and for something that we hold, so that nobody else
          gets it.
        </label>
      </div>
      <div class="field tick">
        <input type="radio" id="f-delivery.post" name="delivery.choice" value="post" checked={post} />
        <label for="f-delivery.post">On paper, by post to this address:</label>
      </div>
      <Field form={form} name="delivery.address" label={byPhone ? 'Postal address' : 'Your postal address'} rows={4} />
    </fieldset>
  );
}

const KNOW_CATEGORIES = knowPages('Ask which kinds of personal information we have about you');

/** A copy of the specific pieces: the same questions, and the declaration. */
export const KNOW_SPECIFIC_PAGES: RightPages = {
  formTitle: 'Ask for a copy of the personal information that we have about you',
  asksResidency: true,
  Fields: (props) => (
    <>
      <KNOW_CATEGORIES.Fields {...props} />
      {props.byAgent ? null : (
        <>
          <DeliveryFields {...props} />
          <DeclarationFields {...props} />
        </>
      )}
    </>
  ),
  labels: {
    ...KNOW_CATEGORIES.labels,
    declaration: 'Declaration',
    signature: 'Signature',
    'delivery.choice': 'How the copy comes',
    'delivery.address': 'Postal address',
  },
  parts: [Verification, Copy],
};
/** Categories: what is collected, from where, for what, and who gets it. */
export const KNOW_CATEGORIES_PAGES = KNOW_CATEGORIES;
/** What was sold or shared, and what was disclosed for a business purpose. */
export const KNOW_SOLD_PAGES = knowPages('Ask what personal information about you we sold, shared or disclosed');
