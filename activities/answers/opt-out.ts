import type { FactsInput } from '../../letters/facts';
import { common, type FactsSource, link } from '../letter-facts';

/** The strict day of a clock of the request. */
async function dayOf({ trx, row }: FactsSource, rule: string): Promise<string> {
  const clock = await trx('clocks').where({ request_id: row.id, rule }).first<{ strict_on: string }>('strict_on');
  return clock.strict_on;
}

/** What a choice says of its days and of where it can be looked up: the same whatever is held (decisions.md B6). */
export async function choiceFacts(
  source: FactsSource,
  answerBy: 'CLK-05' | 'CLK-06',
): Promise<FactsInput<'opted-out'>> {
  return {
    ...common(source),
    doneBy: await dayOf(source, answerBy),
    quietUntil: await dayOf(source, 'CLK-08'),
    statusUrl: await link(source, 'status'),
    lookUpUrl: `${source.business.baseUrl}/choices`,
  };
}

/** The letter that an opt-out is honoured (OPT-06). */
export async function optOutAnswer(source: FactsSource): Promise<FactsInput<'opted-out'>> {
  return choiceFacts(source, 'CLK-05');
}
