import { checkLedger } from './check-ledger';
import { checkLetters } from './check-letters';
import { checkNotices } from './check-notices';
import { checkSystems } from './check-systems';
import { type EngineRows, readEngine } from './engine-rows';
import type { Evidence } from './evidence';

/**
 * Judges a world after its faults (docs/faults.md): by the engine's rows, read here with SQL of its own, and by what
 * the outside saw. No product code judges itself.
 *
 * @returns what is wrong, one line each; empty where all is well
 */
export async function check(evidence: Evidence): Promise<string[]> {
  const engine = await readEngine(evidence.engineUrl);
  return [
    ...checkReceipts(evidence, engine),
    ...(await checkSystems(evidence)),
    ...checkNotices(evidence, engine),
    ...checkLetters(evidence, engine),
    ...checkLedger(engine),
    ...checkNothingIsOpen(engine),
  ];
}

/** (a) Receipts equal requests. */
function checkReceipts({ receipts, asked }: Evidence, { requests }: EngineRows): string[] {
  const wrong: string[] = [];
  const told = new Set(receipts.map(({ reference }) => reference));
  if (new Set(receipts.map(({ email }) => email)).size !== asked.length || told.size !== asked.length)
    wrong.push(`receipts: ${asked.length} people asked and hold ${told.size} references`);
  for (const { reference, receipt_day, due_on_first } of requests) {
    const receipt = receipts.find((one) => one.reference === reference);
    if (!receipt) wrong.push(`receipts: request ${reference} has none`);
    else if (receipt.receiptDay !== receipt_day || receipt.dueOn !== due_on_first)
      wrong.push(`receipts: request ${reference} has other dates than its receipt`);
  }
  for (const reference of told)
    if (!requests.some((one) => one.reference === reference)) wrong.push(`receipts: ${reference} is of no request`);
  return wrong;
}

/** (i) Nothing is begun and not ended. */
function checkNothingIsOpen({ effects, decisions, requests }: EngineRows): string[] {
  return [
    ...effects.filter(({ state }) => state !== 'done').map(({ key }) => `open: intent ${key}`),
    ...decisions
      .filter(({ state }) => state !== 'claimed')
      .map(({ kind, state }) => `open: decision ${kind} is ${state}`),
    ...requests
      .filter(({ phase, parked_code }) => !['following-through', 'closed'].includes(phase) || parked_code !== null)
      .map(({ reference, phase }) => `open: request ${reference} is ${phase}`),
  ];
}
