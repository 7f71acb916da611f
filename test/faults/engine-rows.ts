import { query } from './evidence';

/** A request as the checker reads it; dates are text. */
export interface RequestRow {
  id: string;
  reference: string;
  receipt_day: string;
  /** The strict date of the answer, whatever became of it since. */
  due_on_first: string;
  phase: string;
  outcome: string | null;
  late: boolean;
  overdue: boolean;
  round: number;
  parked_code: string | null;
}

/** An entry of the ledger, as bytes. */
export interface EntryRow {
  chain: string;
  seq: number;
  kind: string;
  /** Milliseconds since the epoch, as text. */
  at_ms: string;
  body: string;
  effect_key: string | null;
  previous: Buffer;
  hash: Buffer;
}

/** What the engine's own database says. */
export interface EngineRows {
  requests: RequestRow[];
  letters: { request_id: string; kind: string; effect_key: string; message_id: string; sent: boolean }[];
  notices: {
    request_id: string;
    round: number;
    recipient: string;
    rule: string;
    mandatory: boolean;
    reference: string;
    idempotency_key: string;
    state: string;
  }[];
  effects: {
    key: string;
    request_id: string;
    step: string;
    target: string;
    round: number;
    state: string;
    uncertain: boolean;
  }[];
  decisions: { request_id: string; kind: string; state: string }[];
  entries: EntryRow[];
  heads: { chain: string; seq: number; hash: Buffer }[];
}

/** Reads everything that the checker judges by. */
export async function readEngine(url: string): Promise<EngineRows> {
  const ask = <T>(sql: string): Promise<T[]> => query<T>(url, sql);
  return {
    requests: await ask(`
      SELECT r.id::text, reference, receipt_day::text, phase, outcome, late, overdue, round, parked_code,
        (SELECT strict_on::text FROM clocks c WHERE c.request_id = r.id AND c.rule = 'CLK-02') AS due_on_first
      FROM requests r ORDER BY reference`),
    letters: await ask(`
      SELECT request_id::text, kind, effect_key, message_id, sent_at IS NOT NULL AS sent FROM letters ORDER BY effect_key`),
    notices: await ask(`
      SELECT request_id::text, round, recipient, rule, mandatory, reference, idempotency_key, state
      FROM notices ORDER BY request_id, recipient`),
    effects: await ask(`SELECT key, request_id::text, step, target, round, state, uncertain FROM effects ORDER BY key`),
    decisions: await ask(`SELECT request_id::text, kind, state FROM decisions`),
    entries: await ask(`
      SELECT chain, seq, kind, trim_scale(extract(epoch FROM at) * 1000)::text AS at_ms, body, effect_key, previous, hash
      FROM ledger_entries ORDER BY chain, seq`),
    heads: await ask(`SELECT chain, seq, hash FROM ledger_heads`),
  };
}
