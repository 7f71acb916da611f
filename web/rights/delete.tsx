import { Notices } from '../pages/request/notices';
import { Plan } from '../pages/request/plan';
import { Verification } from '../pages/request/verification';
import { ASKING_LABELS, MessageField, PersonFields, PointFields } from './asking';
import type { RightPages } from './right-pages';

/** A deletion: who asks, what proves it, what is held and who else has it. */
export const DELETE_PAGES: RightPages = {
  formTitle: 'Ask us to delete your personal information',
  asksResidency: true,
  Fields: (props) => (
    <>
      <PersonFields {...props} />
      <PointFields {...props} />
      <MessageField {...props} />
    </>
  ),
  labels: ASKING_LABELS,
  parts: [Verification, Plan, Notices],
};
