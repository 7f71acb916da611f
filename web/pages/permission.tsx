import type { VNode } from 'preact';
import type { Right } from '../../rules/codes';
import type { ConsumerStep } from '../../rules/agents';
import { Main, SessionForm } from '../parts';
import { RIGHT_WORDS } from '../words';

/** For the consumer for whom an agent asks: the one step that is asked of them (AGT-01). */
export function PermissionPage({
  reference,
  right,
  step,
  csrf,
}: {
  reference: string;
  right: Right;
  step: ConsumerStep;
  csrf: string;
}): VNode {
  return (
    <Main title="Did you allow this?">
      <p class="lead">
        An agent asked us on your behalf: <q>{RIGHT_WORDS[right]}</q>. The request has the reference {reference}.
      </p>
      <SessionForm action="/permission" csrf={csrf}>
        <input type="hidden" name="answer" value="yes" />
        <button type="submit">
          {step === 'confirmation' ? 'Yes, I allowed it' : 'Yes, I am the person it is about'}
        </button>
      </SessionForm>
      <SessionForm action="/permission" csrf={csrf}>
        <input type="hidden" name="answer" value="no" />
        <button type="submit">No, this is not so</button>
      </SessionForm>
      <p class="hint">If you say no, nothing is done or given out until one of us has looked into it.</p>
    </Main>
  );
}
