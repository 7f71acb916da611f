import { createHash } from 'node:crypto';
import type { EngineRows, EntryRow } from './engine-rows';

/** Kinds of entry that are the evidence of something done outside. */
const EVIDENCE_OF: Record<string, RegExp> = { 'letter-sent': /^letter-/, 'notice-sent': /^notice$/, erased: /^erase$/ };

/** (f) Every chain is whole; evidence and effects are the same set. */
export function checkLedger(engine: EngineRows): string[] {
  const { entries, heads, effects, requests } = engine;
  const wrong: string[] = [];
  const chains = new Map<string, EntryRow[]>();
  for (const entry of entries) chains.set(entry.chain, [...(chains.get(entry.chain) ?? []), entry]);
  for (const { id, reference } of requests)
    if (!chains.has(id)) wrong.push(`ledger: request ${reference} has no chain`);
  for (const [chain, own] of chains) {
    let previous: Buffer = Buffer.alloc(32);
    for (const [index, entry] of own.entries()) {
      const intact = entry.seq === index + 1 && entry.previous.equals(previous) && hashOf(entry).equals(entry.hash);
      if (!intact) {
        wrong.push(`ledger: entry ${entry.seq} of ${chain} does not follow from what stands before it`);
        break;
      }
      previous = entry.hash;
    }
    const head = heads.find((one) => one.chain === chain);
    const last = own.at(-1)!;
    if (head?.seq !== last.seq || !head.hash.equals(last.hash)) wrong.push(`ledger: the head of ${chain} is another`);
  }

  const done = new Map(effects.filter(({ state }) => state === 'done').map((effect) => [effect.key, effect]));
  for (const { kind, effect_key, body } of entries) {
    const step = EVIDENCE_OF[kind];
    if (!step) continue;
    const effect = done.get(effect_key ?? '');
    if (!effect || !step.test(effect.step)) wrong.push(`ledger: ${kind} ${effect_key} is of no effect`);
    else if (effect.uncertain !== ((JSON.parse(body) as { uncertain?: boolean }).uncertain === true))
      wrong.push(`ledger: ${kind} ${effect_key} does not say whether it is uncertain`);
  }
  for (const { key, step } of done.values()) {
    const kind = Object.entries(EVIDENCE_OF).find(([, pattern]) => pattern.test(step))?.[0];
    if (!kind) continue;
    const evidence = entries.filter((entry) => entry.effect_key === key && entry.kind === kind);
    if (evidence.length !== 1) wrong.push(`ledger: effect ${key} has ${evidence.length} entries of evidence`);
  }
  return wrong;
}

/** As docs/operation.md tells a verifier: the hash before, then one line for each field. */
function hashOf({ previous, chain, seq, kind, at_ms, effect_key, body }: EntryRow): Buffer {
  const text = `fortyfive-ledger-1\n${chain}\n${seq}\n${kind}\n${at_ms}\n${effect_key ?? ''}\n${body}`;
  return createHash('sha256').update(previous).update(text, 'utf8').digest();
}
