import type { z } from 'zod';
import type { DataMap } from '../../datamap/data-map';
import type { FieldWords } from '../../db/corrections';
import type { FieldDecision } from '../../rules/correct';
import { Problem } from '../problems';
import type { decisionBody } from '../schemas';

/**
 * What of a decision as it was sent goes into its row: codes, IDs and days.
 *
 * @throws Problem `invalid` where it names a system that the data map does not know
 */
export function contentOf(body: z.output<typeof decisionBody>, dataMap: DataMap): Record<string, unknown> {
  const { kind, keep, stated, system, on, reviewOn, directedOn, hold, equivalent } = body;
  return {
    ...(kind === 'decide-exceptions' ? { keep: keep ?? [] } : {}),
    ...(stated ? { stated } : {}),
    ...(kind === 'decide-correction' ? { fields: fieldsOf(body) } : {}),
    ...(kind === 'record-posting' ? { postedOn: body.postedOn } : {}),
    ...(kind === 'accept-paper' ? { coversReceipt: body.coversReceipt === true, consumerStep: body.consumerStep } : {}),
    ...(kind === 'release-copy' ? { withhold: body.withhold ?? [] } : {}),
    ...(system ? { system: systemOf(dataMap, system, 'system') } : {}),
    ...(kind === 'place-hold' ? heldPartOf(dataMap, on ?? 'person') : {}),
    ...(reviewOn ? { reviewOn } : {}),
    ...(directedOn ? { directedOn } : {}),
    ...(hold ? { hold } : {}),
    ...(equivalent && kind === 'approve-verification' ? { equivalent: true } : {}),
  };
}

/** What was decided of each contested field, in codes. */
function fieldsOf(body: z.output<typeof decisionBody>): FieldDecision[] {
  const { outcome = {}, ground = {}, likelihood = {}, source = {}, ownDocuments = {}, sourceName = {} } = body;
  return Object.entries(outcome).map(([field, decided]) => ({
    field,
    outcome: decided,
    ...(ground[field] ? { ground: ground[field] } : {}),
    likelihood: likelihood[field] ?? 0,
    source: source[field] ?? 'own',
    ownDocuments: ownDocuments[field] === true,
    adequateProcesses: body.adequateProcesses?.[field] === true,
    documentedBelief: body.documentedBelief?.[field] === true,
    facts: Boolean(body.fieldFacts?.[field]),
    sourceName: Boolean(sourceName[field]),
  }));
}

/** What was decided of each contested field, in words. */
export function fieldWordsOf({
  fieldFacts = {},
  sourceName = {},
}: z.output<typeof decisionBody>): Record<string, FieldWords> {
  const fields = new Set([...Object.keys(fieldFacts), ...Object.keys(sourceName)]);
  return Object.fromEntries(
    [...fields].map((field) => [
      field,
      {
        ...(fieldFacts[field] ? { facts: fieldFacts[field] } : {}),
        ...(sourceName[field] ? { sourceName: sourceName[field] } : {}),
      },
    ]),
  );
}

/** `system:crm` as scope and part. @throws Problem `invalid` where the data map does not know the system */
export function heldPartOf(dataMap: DataMap, on: string): { scope: string; system?: string; category?: string } {
  const [scope, part] = on.split(':', 2) as [string, string?];
  if (scope === 'system') return { scope, system: systemOf(dataMap, part ?? '', 'on') };
  return scope === 'category' ? { scope, category: part } : { scope };
}

function systemOf({ systems }: DataMap, id: string, field: string): string {
  if (systems.some((system) => system.id === id)) return id;
  throw new Problem('invalid', undefined, [{ field, reason: 'is not a system of the data map' }]);
}
