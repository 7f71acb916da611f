import { Field, Tick } from '../parts';
import { Corrections } from '../pages/request/corrections';
import { Notices } from '../pages/request/notices';
import { Verification } from '../pages/request/verification';
import { ASKING_LABELS, MessageField, PersonFields, PointFields } from './asking';
import type { RightPages } from './right-pages';

/** A correction: who asks, what proves it, what is wrong and what is right. */
export const CORRECT_PAGES: RightPages = {
  formTitle: 'Ask us to correct your personal information',
  asksResidency: true,
  Fields: (props) => (
    <>
      <PersonFields {...props} />
      <PointFields {...props} />
      <fieldset>
        <legend>What should be corrected</legend>
        <p class="hint">
          Fill in only what we hold wrongly, and write it as it should be. You can send documents that show it on the
          page of your request; you need not.
        </p>
        {props.correctable.map(({ id, name }) => (
          <Field form={props.form} name={`corrections.${id}`} label={`${name}, as it should be`} />
        ))}
      </fieldset>
      <Tick
        form={props.form}
        name="deleteInstead"
        label="Where you do not correct something, I agree that you delete it instead. (You need not agree.)"
      />
      <MessageField {...props} />
    </>
  ),
  labels: { ...ASKING_LABELS, corrections: 'What should be corrected' },
  parts: [Verification, Corrections, Notices],
};
