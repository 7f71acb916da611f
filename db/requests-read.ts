import type { NoticeState, StaffRole, TaskKind } from '../rules/codes';
import type { AgentAssessment } from '../rules/agents';
import { agentProof, type AgentStanding, agentStanding } from './agents';
import type { DecisionRow } from './claims';
import type { Db, Trx } from './connect';
import { packageOf, type PackageRow } from './copies';
import { correctionsOf, repeatedFields } from './corrections';
import { type Evidence, evidenceOf } from './verification';
import { type DocumentLine, documentsOf, sharedPapers } from './documents';
import { exceptionsOf, type ExceptionRow, type PlanSummary, readPlan } from './plans';
import { type HoldRow, holdsOn } from './holds';
import { type PostState, postStates } from './post';
import type { RequestRow } from './procedure';

/** A request's row by its reference; undefined where there is none. */
export async function findRequest(db: Db | Trx, reference: string): Promise<RequestRow | undefined> {
  return rowWhere(db, { reference });
}

/** A request's row by its ID; undefined where there is none. */
export async function findRequestById(db: Db | Trx, id: string): Promise<RequestRow | undefined> {
  return rowWhere(db, { id });
}

async function rowWhere(db: Db | Trx, where: { id: string } | { reference: string }): Promise<RequestRow | undefined> {
  const row = await db('requests').where(where).first<(RequestRow & { form_token_hash?: Buffer }) | undefined>();
  // the hash of a form's token is for intake alone
  delete row?.form_token_hash;
  return row;
}

/** A clock of a request, as it was computed at receipt. */
export interface ClockRow {
  rule: string;
  kind: string;
  strict_on: string;
  outer_on: string;
  met_at: Date | null;
}

/** A notice to a recipient, without its content. */
export interface NoticeLine {
  id: string;
  recipient: string;
  instruction: string;
  role: string;
  rule: string;
  mandatory: boolean;
  state: NoticeState;
  sent_at: Date | null;
  received_at: Date | null;
  settled_at: Date | null;
  answer_code: string | null;
}

/** A letter, without its content. */
export interface LetterLine {
  id: string;
  kind: string;
  statements: { id: string; rule: string }[];
  content_entry: string;
  composed_at: Date;
  sent_at: Date | null;
}

/** A task of a request. */
export interface TaskLine {
  id: string;
  kind: TaskKind;
  target: string;
  role: StaffRole;
  code: string | null;
  due_on: string | null;
  state: 'open' | 'done';
  level: number;
  opened_at: Date;
  done_at: Date | null;
  done_by: string | null;
}

/** What was done to a system, recipient or mailbox, with its evidence. */
export interface EffectLine {
  key: string;
  step: string;
  target: string;
  round: number;
  state: string;
  uncertain: boolean;
  attempts: number;
  done_at: Date | null;
  failing_since: Date | null;
  last_failure: string | null;
  evidence: Record<string, unknown> | null;
}

/** Everything that staff see of one request besides the person. */
export interface RequestDetail {
  request: RequestRow;
  clocks: ClockRow[];
  points: { system: string; point: string; proof: string; matched: boolean }[];
  confirmed: boolean;
  /** What verification rests on. */
  evidence: Evidence;
  plan: { digest: string; summary: PlanSummary } | null;
  exceptions: ExceptionRow[];
  notices: NoticeLine[];
  letters: LetterLine[];
  tasks: TaskLine[];
  decisions: DecisionRow[];
  effects: EffectLine[];
  archives: { archive: string; state: string; ends_on: string | null }[];
  /** Holds placed on it, released ones too, and those from elsewhere that are in force. */
  holds: HoldRow[];
  /** What became of its letters by post, by letter. */
  post: Record<string, PostState>;
  documents: DocumentLine[];
  /** In how many requests of other consumers an agent's paper lies too, by the paper's ID. */
  sharedPapers: Record<string, number>;
  /** Where an agent asks: what it has shown, and whether that is enough. */
  agent: { standing: AgentStanding; proof: AgentAssessment } | null;
  /** Of a correction: what is contested, by name; never the values. */
  corrections: ContestedLine[];
  /** Of a request for specific pieces: the copy that was made, without its content. */
  copy: PackageRow | null;
}

/** A contested field as staff see it. */
export interface ContestedLine {
  field: string;
  consentsToDeletion: boolean;
  repeat: boolean;
  outcome: string | null;
  ground: string | null;
  source: string | null;
}

/** Reads everything about a request that names no person. */
export async function requestDetail(db: Db, row: RequestRow): Promise<RequestDetail> {
  const of = { request_id: row.id };
  const [
    clocks,
    points,
    confirmed,
    evidence,
    plan,
    exceptions,
    notices,
    letters,
    tasks,
    decisions,
    effects,
    archives,
    holds,
  ] = await Promise.all([
    db('clocks').where(of).orderBy('strict_on').select<ClockRow[]>(),
    db('data_points').where(of).orderBy(['system', 'point']).select<RequestDetail['points']>(),
    db('milestones')
      .where({ ...of, name: 'code-confirmed' })
      .first('name'),
    evidenceOf(db, row.id),
    readPlan(db, row.id, row.round),
    exceptionsOf(db, row.id, row.round),
    db('notices').where(of).orderBy(['round', 'recipient']).select<NoticeLine[]>(),
    lettersOf(db, row.id),
    db('tasks').where(of).orderBy('opened_at').select<TaskLine[]>(),
    db('decisions').where(of).orderBy('recorded_at').select<DecisionRow[]>(),
    db('effects').where(of).orderBy(['round', 'intended_at', 'key']).select<EffectLine[]>(),
    db('archive_duties').where(of).orderBy('archive').select<RequestDetail['archives']>(),
    holdsSeenOn(db, row),
  ]);
  return {
    request: row,
    clocks,
    points,
    confirmed: confirmed !== undefined,
    evidence,
    plan: plan ? { digest: plan.digest, summary: plan.summary } : null,
    exceptions,
    notices,
    letters,
    tasks,
    decisions,
    effects,
    archives,
    holds,
    post: await postStates(db, row.id),
    documents: await documentsOf(db, row.id),
    sharedPapers: row.channel === 'agent' ? await sharedPapers(db, row.id) : {},
    agent:
      row.channel === 'agent' ? { standing: await agentStanding(db, row.id), proof: await agentProof(db, row) } : null,
    corrections: await contestedLines(db, row),
    copy: (await packageOf(db, row.id)) ?? null,
  };
}

async function holdsSeenOn(db: Db, row: RequestRow): Promise<HoldRow[]> {
  const own = await db<HoldRow>('holds').where({ request_id: row.id }).orderBy('placed_at');
  const others = (await holdsOn(db, row)).filter(({ request_id: of }) => of !== row.id);
  return [...own, ...others];
}

async function contestedLines(db: Db, row: RequestRow): Promise<ContestedLine[]> {
  if (row.right !== 'correct') return [];
  const repeats = await repeatedFields(db, row);
  return (await correctionsOf(db, row.id)).map(({ field, consents_to_deletion, outcome, ground, source }) => ({
    field,
    consentsToDeletion: consents_to_deletion,
    repeat: repeats.includes(field),
    outcome,
    ground,
    source,
  }));
}

/** A request's letters in the order in which they were written. */
export async function lettersOf(db: Db | Trx, requestId: string): Promise<LetterLine[]> {
  return db('letters')
    .where({ request_id: requestId })
    .orderBy('composed_at')
    .select<LetterLine[]>('id', 'kind', 'statements', 'content_entry', 'composed_at', 'sent_at');
}

/** Clocks of a request that the consumer is told of. */
export async function clocksOf(db: Db | Trx, requestId: string): Promise<ClockRow[]> {
  return db('clocks').where({ request_id: requestId }).orderBy('strict_on').select<ClockRow[]>();
}

/** A decision of a request; undefined where it is another request's, or nobody's. */
export async function decisionOf(
  db: Db | Trx,
  requestId: string,
  decisionId: string,
): Promise<DecisionRow | undefined> {
  return db('decisions').where({ id: decisionId, request_id: requestId }).first<DecisionRow | undefined>();
}
