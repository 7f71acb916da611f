import type { VNode } from 'preact';
import type { ChoiceStanding, ChoiceStatus } from '../../api/services/choices';
import { Facts, Field, type FormState, Main, Notice, ProblemSummary } from '../parts';
import { dayWords, RIGHT_WORDS } from '../words';

/** How a choice stands, in words (OPT-06, LIM-05). */
export function ChoiceStands({ status, since }: ChoiceStanding): VNode {
  switch (status) {
    case 'honoured':
      return (
        <Notice tone="good">
          <strong>Request honored.</strong> It took effect on {dayWords(since)}.
        </Notice>
      );
    case 'nothing-to-limit':
      return (
        <Notice tone="good">
          <strong>There is nothing to limit.</strong> We have no use of sensitive information that the law lets you
          limit. Your choice is kept since {dayWords(since)}, for any other use that should ever begin.
        </Notice>
      );
    case 'unconfirmed':
      return (
        <Notice tone="warn">
          <strong>Not confirmed yet.</strong> We sent a message to the address that was given. Nothing changes until you
          confirm there.
        </Notice>
      );
    case 'lapsed':
      return <Notice tone="warn">Nobody confirmed this request in time. Nothing has changed.</Notice>;
    case 'denied':
      return <Notice tone="warn">We did not carry out this request. We wrote to you why.</Notice>;
  }
}

/** Looks up how a choice stands, by its reference. */
export function ChoiceLookUpPage({ form, found }: { form: FormState; found?: ChoiceStatus }): VNode {
  return (
    <Main title="Is my request honored?">
      <ProblemSummary form={form} labels={{ reference: 'Reference' }} />
      {found ? (
        <>
          <ChoiceStands {...found} />
          <Facts
            rows={[
              ['Reference', <strong>{found.reference}</strong>],
              ['You asked', RIGHT_WORDS[found.right]],
            ]}
          />
        </>
      ) : (
        <p class="lead">
          Enter the reference that you were given when you asked us not to sell or share your information, to limit its
          use, or to allow it again.
        </p>
      )}
      <form method="post" action="/choices" novalidate>
        <Field form={form} name="reference" label="Reference" hint="For instance FF-7K3M-9QRT" required />
        <button type="submit" class={found ? 'second' : undefined}>
          Look it up
        </button>
      </form>
    </Main>
  );
}

/** Whether this browser sends a privacy signal with its requests (GPC-03). Asks no system and remembers nothing. */
export function SignalPage({ present }: { present: boolean }): VNode {
  return (
    <Main title="Your browser’s privacy signal">
      {present ? (
        <Notice tone="good">
          <strong>Opt-out request honored.</strong> Your browser sends the Global Privacy Control signal. Our sites take
          it as your request not to sell or share.
        </Notice>
      ) : (
        <Notice tone="warn">Your browser sends no Global Privacy Control signal to this page.</Notice>
      )}
      <p>
        On each of our sites the signal holds for this browser. Where you are signed in, it holds for you, wherever we
        know you: on other devices and offline too. A browser that sends no signal allows nothing by that.
      </p>
      <p>
        You can also ask us with a form: <a href="/opt-out">Do not sell or share my personal information</a>.
      </p>
    </Main>
  );
}
