import type { DataMap } from '../../datamap/data-map';
import { hasNothingToLimit, since } from '../../db/choices';
import type { FactsInput } from '../../letters/facts';
import { receiptDay } from '../../rules/calendar';
import { denialGround } from '../../rules/denials';
import { claimedPerson } from '../beginning';
import { common, type FactsSource, link } from '../letter-facts';
import type { AnswerLetter } from '.';

/** What a choice says of where it can be looked up. */
async function status(source: FactsSource): Promise<{ statusUrl: string; lookUpUrl: string }> {
  return { statusUrl: await link(source, 'status'), lookUpUrl: `${source.business.baseUrl}/choices` };
}

/** What a choice that forbids says of its days: the same whatever is held (decisions.md B6). */
async function forbidden(source: FactsSource, answerBy: 'CLK-05' | 'CLK-06'): Promise<FactsInput<'opted-out'>> {
  const { trx, row } = source;
  const dayOf = async (rule: string): Promise<string> => {
    const clock = await trx('clocks').where({ request_id: row.id, rule }).first<{ strict_on: string }>('strict_on');
    return clock.strict_on;
  };
  return {
    ...common(source),
    doneBy: await dayOf(answerBy),
    quietUntil: await dayOf('CLK-08'),
    ...(await status(source)),
  };
}

/** The letter that an opt-out is honoured (OPT-06). */
export async function optOutAnswer(source: FactsSource): Promise<AnswerLetter> {
  return { kind: 'opted-out', facts: await forbidden(source, 'CLK-05') };
}

/** The letter that a limit is honoured (LIM-05), or that there is nothing to limit (LIM-01). */
export async function limitAnswer(source: FactsSource, { sensitiveUses = [] }: DataMap): Promise<AnswerLetter> {
  if (!(await hasNothingToLimit(source.trx, source.row.id)))
    return { kind: 'limited', facts: await forbidden(source, 'CLK-06') };
  return {
    kind: 'nothing-to-limit',
    facts: {
      ...common(source),
      cite: denialGround('nothing-to-limit').cite,
      uses: sensitiveUses.map(({ purpose, infers, permitted }) => ({
        purpose,
        ...(infers && permitted !== undefined ? { permitted } : {}),
      })),
      ...(await status(source)),
    },
  };
}

/** The letter that sale and sharing are allowed again (OIN-01). */
export async function optInAnswer(source: FactsSource): Promise<AnswerLetter> {
  const { trx, vault, row, business } = source;
  const { despiteSignal = false } = await claimedPerson({ db: trx, vault }, row.id);
  return {
    kind: 'opted-in',
    facts: {
      ...common(source),
      confirmedOn: receiptDay(await since(trx, row)),
      despiteSignal,
      optOutUrl: `${business.baseUrl}/opt-out`,
      ...(await status(source)),
    },
  };
}
