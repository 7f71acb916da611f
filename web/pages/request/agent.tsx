import type { VNode } from 'preact';
import { Facts } from '../../parts';
import { DOCUMENT_WORDS, plain } from '../../words';
import { type DetailProps, Part } from './part';

/** What an agent has shown, and what may still be asked (AGT-01 to AGT-03). */
export function Agent({ detail: { agent } }: DetailProps): VNode | null {
  if (!agent) return null;
  const { standing, proof } = agent;
  return (
    <Part title="Agent">
      <Facts
        rows={[
          ['Paper accepted', standing.paper ? DOCUMENT_WORDS[standing.paper] : 'None so far'],
          ['It covers receipt of a copy', standing.coversReceipt ? 'Yes' : 'No: a copy goes to the consumer'],
          ['The consumer was asked for', standing.step ? plain(standing.step) : 'Nothing'],
          ['The consumer answered', standing.replied ? 'Yes' : 'No'],
          ['Proof', `${proof.enough ? 'Enough' : 'Not enough'} (${proof.rule})`],
          ['May still be asked for', proof.mayAsk.length === 0 ? 'Nothing' : proof.mayAsk.map(plain).join(', or ')],
        ]}
      />
    </Part>
  );
}
