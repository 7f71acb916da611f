import type { DataMap } from '../../datamap/data-map';
import { disclosedBetween } from '../../db/disclosures';
import type { FactsInput } from '../../letters/facts';
import { shineYear } from '../../rules/shineTheLight';
import { common, type FactsSource, lateness } from '../letter-facts';

/**
 * What went to third parties for their direct marketing in the calendar year before (STL-02), or the choice that the
 * business offers before such disclosures (STL-04). Of all customers together: it tells nothing of the one who asks.
 */
export async function shineAnswer(source: FactsSource, dataMap: DataMap): Promise<FactsInput<'shine-answer'>> {
  const { trx, row } = source;
  const year = shineYear(row.receipt_day);
  const facts = { ...common(source), year, ...lateness(source) };
  const choice = dataMap.shineTheLight?.choiceUrl;
  if (choice !== undefined) return { ...facts, choice: { url: choice } };

  const marketers = dataMap.recipients.filter(({ directMarketing }) => directMarketing !== undefined);
  const disclosed = await disclosedBetween(trx, {
    recipients: marketers.map(({ id }) => id),
    from: `${year}-01-01`,
    to: `${year}-12-31`,
  });
  return {
    ...facts,
    categories: [...new Set([...disclosed.values()].flat())].sort(),
    thirdParties: marketers
      .filter(({ id }) => disclosed.has(id))
      .map(({ name, directMarketing }) => ({
        name,
        address: directMarketing!.address,
        ...(directMarketing!.offers === undefined ? {} : { offers: directMarketing!.offers }),
      })),
  };
}
