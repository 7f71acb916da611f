import { distinct } from '../connectors/identifiers';
import type { DataMap } from '../datamap/data-map';
import type { Disclosure } from '../db/disclosures';
import type { PlannedRecipient } from '../db/notices';
import type { Instruction, Right } from '../rules/codes';
import { flowDown, type Window } from '../rules/flowDown';
import { usesBeyondPermitted } from '../rules/limit';
import type { UnderRules } from '../rules/versions';

/** What decides who is told of a request. */
export interface Telling extends UnderRules {
  right: Right;
  instruction: Instruction;
  /** Opt-out and limit: the days whose disclosures count (OPT-05, LIM-04). */
  window?: Window | undefined;
  dataMap: DataMap;
  disclosures: readonly Disclosure[];
  /** Whether those are told whom the law leaves to the business: only where its notice promises it (NOTICE-DELETE). */
  alsoByPromise: boolean;
}

/**
 * Who is told of a request, each with the identifiers that this recipient received and by the rule that asks for it
 * (SP-05, NOTICE-DELETE; decisions.md D1, I1). A disclosure that asks for nothing lends no identifier to the notice.
 */
export function recipientsToTell(telling: Telling): PlannedRecipient[] {
  const { right, ruleSet, instruction, window, dataMap, disclosures, alsoByPromise } = telling;
  return dataMap.recipients.flatMap((recipient): PlannedRecipient[] => {
    const beyondPermitted = usesBeyondPermitted(dataMap.sensitiveUses, recipient.id);
    const own = disclosures
      .filter((disclosure) => disclosure.recipient === recipient.id)
      .map((disclosure) => {
        const { basis, disclosedOn } = disclosure;
        const asked = { right, role: recipient.role, basis, disclosedOn, window, beyondPermitted, ruleSet };
        return { disclosure, ...flowDown(asked) };
      })
      .filter(({ duty }) => duty === 'must' || (duty === 'may' && alsoByPromise));
    const duty = own.find((each) => each.duty === 'must') ?? own[0];
    if (!duty) return [];
    const told = own.map(({ disclosure }) => disclosure);
    return [
      {
        recipient: recipient.id,
        role: recipient.role,
        instruction,
        rule: duty.rule,
        mandatory: duty.duty === 'must',
        identifiers: distinct(told.flatMap((d) => d.identifiers)).filter((i) => recipient.receives.includes(i.type)),
        categories: [...new Set(told.flatMap((d) => d.categories))],
        bases: [...new Set(told.map((d) => d.basis))],
      },
    ];
  });
}
