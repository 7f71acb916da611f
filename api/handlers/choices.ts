import { ChoiceLookUpPage } from '../../web/pages/choices';
import { EMPTY_FORM } from '../../web/parts';
import { json, page } from '../reply';
import type { Handlers, Refills } from '../routes';
import type { Choices } from '../services/choices';

const TITLE = 'Status of a choice';

/** Routes that show how a choice stands, to whoever has its reference. */
export function choiceHandlers({
  choices,
}: {
  choices: Choices;
}): Pick<Handlers, 'choice-form' | 'choice-status' | 'api-choice'> {
  return {
    'choice-form': () => page(TITLE, ChoiceLookUpPage({ form: EMPTY_FORM })),
    async 'choice-status'({ body: { reference }, network, nowMs }) {
      const found = await choices.status(reference, network, nowMs);
      return page(TITLE, ChoiceLookUpPage({ form: EMPTY_FORM, found }));
    },
    'api-choice': async ({ body: { reference }, network, nowMs }) =>
      json(await choices.status(reference, network, nowMs)),
  };
}

/** The form again, where the reference is none or nobody's. */
export const choiceRefills: Refills = {
  'choice-status': (_context, sent, problem) => {
    if (problem.type === 'too-many') throw problem;
    const fields =
      problem.fields.length > 0
        ? problem.fields
        : [{ field: 'reference', reason: 'is not the reference of such a request' }];
    return page(TITLE, ChoiceLookUpPage({ form: { values: sent, problems: fields } }), { status: problem.status });
  },
};
