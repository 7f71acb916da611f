import type { VNode } from 'preact';
import type { VisibleItem } from '../../api/services/recipients';
import type { Instruction, NoticeState } from '../../rules/codes';
import { PERMITTED_CITE } from '../../rules/limit';
import { EMPTY_FORM, Facts, Field, type FormState, Main, Notice, ProblemSummary, SessionForm } from '../parts';
import { momentWords, NOTICE_WORDS, plain } from '../words';

/** What a recipient sees before the code: a number, and a way to the code (decisions.md I2). */
export function RecipientCodePage({
  name,
  count,
  csrf,
  sent = false,
  form = EMPTY_FORM,
}: {
  name: string;
  count: number;
  csrf: string;
  /** A code was asked for just now. */
  sent?: boolean;
  form?: FormState;
}): VNode {
  return (
    <Main title={`Instructions for ${name}`}>
      {sent ? (
        <Notice tone="good">
          If a code can be sent now, it is on its way to your registered contact. We send at most three a day.
        </Notice>
      ) : null}
      <ProblemSummary form={form} labels={{ code: 'Code' }} />
      <p class="lead">
        {count === 1 ? 'One instruction waits' : `${count} instructions wait`} for your answer. To see whom{' '}
        {count === 1 ? 'it concerns' : 'they concern'}, ask for a code; we send it to the contact registered for you.
      </p>
      <SessionForm action="/recipient/send-code" csrf={csrf}>
        <button type="submit">Send the code</button>
      </SessionForm>
      <SessionForm action="/recipient/code" csrf={csrf}>
        <Field
          form={form}
          name="code"
          label="Code"
          hint="Eight digits"
          inputmode="numeric"
          autocomplete="one-time-code"
          required
        />
        <button type="submit">Show the instructions</button>
      </SessionForm>
    </Main>
  );
}

/** What each instruction asks for, and what its recipient says of it; none speaks of another (decisions.md I1). */
const INSTRUCTED: Record<Instruction, { name: string; asks: string; done: string; not: string }> = {
  delete: {
    name: 'Delete',
    asks: 'Delete the personal information of this person.',
    done: 'We have deleted it',
    not: 'We do not delete it',
  },
  correct: {
    name: 'Correct',
    asks: 'Correct the personal information of this person as said below.',
    done: 'We have corrected it',
    not: 'We do not correct it',
  },
  'opt-out': {
    name: 'Comply with an opt-out',
    asks: 'Do not sell or share the personal information of this person, nor use or disclose it as the opt-out forbids.',
    done: 'We comply',
    not: 'We do not comply',
  },
  limit: {
    name: 'Limit the use of sensitive information',
    asks: `Use and disclose sensitive information of this person for the purposes of ${PERMITTED_CITE} only.`,
    done: 'We comply',
    not: 'We do not comply',
  },
};

/** A recipient's own items, behind the code. */
export function RecipientItemsPage({
  name,
  items,
  csrf,
  answered,
}: {
  name: string;
  items: VisibleItem[];
  csrf: string;
  answered?: string;
}): VNode {
  return (
    <Main title={`Instructions for ${name}`}>
      {answered ? <Notice tone="good">Your answer to {answered} is recorded. Thank you.</Notice> : null}
      <p class="lead">
        Do what each instruction asks, and pass it on to your own service providers, contractors and buyers. Then tell
        us here that it is done.
      </p>
      {items.length === 0 ? <p class="none">No instructions.</p> : null}
      {items.map((item) => (
        <section class="card" aria-label={`Instruction ${item.reference}`}>
          <h2>{item.reference}</h2>
          <Facts
            rows={[
              ['Instruction', INSTRUCTED[item.instruction].name],
              ['What to do', INSTRUCTED[item.instruction].asks],
              ['Sent', item.sentAtMs === null ? '' : momentWords(new Date(item.sentAtMs))],
              ['State', NOTICE_WORDS[item.state as NoticeState] ?? item.state],
              [
                'Concerns',
                <ul class="bare">
                  {item.identifiers.map(({ type, value, hashed }) => (
                    <li>
                      {plain(type)}
                      {hashed ? `, ${hashed} of it` : ''}: <strong>{value}</strong>
                    </li>
                  ))}
                </ul>,
              ],
            ]}
          />
          {item.answerable ? (
            <div class="row">
              <SessionForm action={`/recipient/items/${item.reference}`} csrf={csrf}>
                <input type="hidden" name="answer" value="attested" />
                <button type="submit">{INSTRUCTED[item.instruction].done}</button>
              </SessionForm>
              <SessionForm action={`/recipient/items/${item.reference}`} csrf={csrf}>
                <input type="hidden" name="answer" value="refused" />
                <div class="field">
                  <label for={`code-${item.reference}`}>If you did not, why</label>
                  <select name="code" id={`code-${item.reference}`}>
                    <option value="legal-obligation">We must keep it by law</option>
                    <option value="not-found">We hold nothing of this person</option>
                    <option value="not-ours">It did not reach us</option>
                    <option value="other">Another reason; please call us</option>
                  </select>
                </div>
                <button type="submit" class="second">
                  {INSTRUCTED[item.instruction].not}
                </button>
              </SessionForm>
            </div>
          ) : null}
        </section>
      ))}
    </Main>
  );
}
