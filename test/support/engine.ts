import { randomBytes, randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { WorkflowBundleWithSourceMap } from '@temporalio/worker';
import type { ActivityDependencies } from '../../activities';
import { choose } from '../../api/services/choose';
import type { WebhookAnswer, WebhookNotice } from '../../connectors/webhook';
import { ConnectorFailure, type SystemConnector } from '../../connectors/connector';
import type { DataMap, Recipient } from '../../datamap/data-map';
import type { Trx } from '../../db/connect';
import type { FieldWords } from '../../db/corrections';
import { recordDecision, secondDecision, type Actor } from '../../db/decisions';
import { importDisclosures } from '../../db/disclosures';
import { insertRequest } from '../../db/intake';
import { append, readChain } from '../../db/ledger';
import type { ProcedureSettings } from '../../db/procedure';
import type { Mail } from '../../letters/mail';
import { clocksFor } from '../../rules/clocks';
import { endOfDayMs, receiptDay } from '../../rules/calendar';
import type { Refusal, Right, StaffRole } from '../../rules/codes';
import { decisionRule, type DecisionKind } from '../../rules/decisions';
import { courseOf } from '../../rules/rights';
import { DEFAULT_SCHEDULE } from '../../rules/schedule';
import { ruleSetFor } from '../../rules/versions';
import { createDataConverter } from '../../vault/data-converter';
import { type IdentifiedClaim, PERSON_KIND, type PersonClaim } from '../../vault/person';
import { createVault, type PostgresVault } from '../../vault/postgres-vault';
import { checkCanary } from '../../vault/canary';
import { createGateway, type Gateway } from '../../workflows/gateway';
import { requestWorkflowId } from '../../workflows/messages';
import { bundleWorkflows, createWorker } from '../../worker/worker';
import { testDatabase, type TestDatabase } from './database';
import { type FakeSystem, fakeSystem } from './fake-system';
import { testKek } from './kek';
import { timeSkippingEnvironment, type TimeSkipping } from './temporal';

let bundle: Promise<WorkflowBundleWithSourceMap> | undefined;

/** The engine under skipped time: real Postgres, real workflows and activities; fake systems, mail and recipients. */
export interface Engine {
  database: TestDatabase;
  vault: PostgresVault;
  temporal: TimeSkipping;
  gateway: Gateway;
  taskQueue: string;
  dataMap: DataMap;
  crm: FakeSystem;
  events: FakeSystem;
  outbox: Mail[];
  webhooks: WebhookNotice[];
  /** Messages with several notices that reached their recipient, and when, UTC milliseconds. */
  batches: { references: readonly string[]; idempotencyKey: string; body: string; atMs: number }[];
  /** What webhook recipients answer, by URL; `attested` unless set. */
  answers: Map<string, WebhookAnswer | 'down'>;
  /** What a recipient says of the notices of one message, in place of `answers`; it may throw after it took them. */
  takeBatch: ((references: readonly string[]) => Map<string, WebhookAnswer>) | null;
  mailDown: boolean;
  /** Every address refuses what is sent to it, for good. */
  mailRefused: boolean;
  /** Stands in for whoever looks at a process's log. */
  errors: unknown[];
  /** Takes in a deletion and starts its workflow. `also` adds to the intake's transaction. Returns the request's ID. */
  file(
    claim?: Partial<PersonClaim>,
    also?: (trx: Trx, requestId: string, nowMs: number) => Promise<void>,
    right?: Right,
  ): Promise<string>;
  handle(requestId: string): WorkflowHandle;
  /** Records a decision and delivers it; answers with the mark or the refusal. */
  decide(
    requestId: string,
    kind: DecisionKind,
    how?: {
      code?: string;
      facts?: string;
      told?: string;
      content?: Record<string, unknown>;
      roles?: StaffRole[];
      plan?: string;
      fields?: Record<string, FieldWords>;
    },
  ): Promise<'claimed' | 'recorded' | Refusal>;
  /** Moves time, days unless told otherwise. */
  days(days: number): Promise<void>;
  /** Waits, without skipping days, until a condition in Postgres holds. */
  until(what: string, holds: () => Promise<boolean>): Promise<void>;
  row(requestId: string): Promise<RequestView>;
  ledger(requestId: string): Promise<string[]>;
  letters(requestId: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** Columns that tests look at. */
export interface RequestView {
  phase: string;
  waits_for: string;
  outcome: string | null;
  outcome_code: string | null;
  round: number;
  due_on: string | null;
  extended_on: string | null;
  overdue: boolean;
  late: boolean;
  escalated: boolean;
  receipt_day: string;
  answered_at: Date | null;
  closed_at: Date | null;
}

/** A person of the fake systems. */
export const ADA: IdentifiedClaim = {
  name: 'Ada Example',
  email: 'ada@example.org',
  points: { 'postal-code': '94107' },
};

const SETTINGS: ProcedureSettings = {
  ...DEFAULT_SCHEDULE,
  attemptMs: 30_000,
  systemDownAfterMs: 4 * 3_600_000,
  // rarely, so that a skipped month is not a thousand attempts
  retryMaximumMs: 12 * 3_600_000,
};

/** The test's data map: two systems, two archives, two recipients that take one notice at a time. */
export const DATA_MAP = {
  name: 'test',
  business: 'Test Business',
  outbound: {},
  systems: [
    {
      id: 'crm',
      name: 'Customer records',
      tables: [
        {
          name: 'contacts',
          person: 'row',
          categories: ['identifiers'],
          sources: ['registration forms'],
          purposes: ['carry out contracts'],
          preferences: {
            'sale-or-sharing': { column: 'no_sale', no: true, yes: false },
            'sensitive-use': { column: 'limited', no: true, yes: false },
          },
          fields: {
            job_title: { category: 'professional-information', correct: 'job-title' },
            postal_code: { category: 'customer-records', correct: 'postal-code', asks: 'postal-code' },
            allergy: { category: 'sensitive-personal-information', correct: 'allergy' },
            tax_id: { category: 'identifiers', never: 'social-security-number' },
            notes: { category: 'customer-records', others: true },
          },
        },
        {
          name: 'invoices',
          person: 'part',
          categories: ['commercial-information'],
          sources: ['orders'],
          purposes: ['keep the books'],
          preferences: {},
          fields: {},
        },
      ],
    },
    {
      id: 'events',
      name: 'Event registrations',
      tables: [
        {
          name: 'attendees',
          person: 'row',
          categories: ['identifiers'],
          sources: ['registration forms'],
          purposes: ['run events'],
          preferences: {},
          fields: { job_title: { category: 'professional-information', correct: 'job-title' } },
        },
      ],
    },
  ],
  archives: [
    { id: 'nightly', name: 'Nightly backup', systems: ['crm'], rotatesOutDays: 35 },
    { id: 'yearly', name: 'Yearly archive', systems: ['crm'], rotatesOutDays: null },
  ],
  correctable: [
    { id: 'job-title', name: 'Job title', subject: 'other', health: false, shown: true },
    { id: 'postal-code', name: 'Postal code', subject: 'other', health: false, shown: true },
    { id: 'allergy', name: 'Allergy', subject: 'other', health: true, shown: false },
  ],
  recipients: [
    {
      id: 'mailer',
      name: 'Mail Service',
      role: 'service-provider',
      kind: 'vendor',
      contact: { via: 'webhook', url: 'mailer-url', secret: 'mailer-secret' },
      batch: 1,
      receives: ['email'],
    },
    {
      id: 'sponsor',
      name: 'Event Sponsor',
      role: 'third-party',
      kind: 'event-sponsor',
      contact: { via: 'email', address: 'privacy@sponsor.example' },
      directMarketing: { address: '1 Market Street, San Francisco, CA 94105', offers: 'trade fairs' },
      batch: 1,
      receives: ['email'],
    },
  ],
  lineOf: () => 1,
} as unknown as DataMap;

/** Starts an engine of the test file's own. Call it in `before` with the hook's `this`. */
export async function startEngine(
  context: Mocha.Context,
  settings: Partial<ProcedureSettings> = {},
  options: {
    maxCachedWorkflows?: number;
    /** Recipients besides those of the test's data map. */
    recipients?: Recipient[];
    /** What the test's data map says beside, or instead. */
    dataMap?: Partial<DataMap>;
    /** Changes what the activities are composed over: a fault, a leak, a log of the test's own. */
    dependencies?: (own: ActivityDependencies) => ActivityDependencies;
  } = {},
): Promise<Engine> {
  const database = await testDatabase();
  const { db, ownerDb } = database;
  const vault = createVault(testKek());
  await checkCanary(db, vault);
  const dataConverter = createDataConverter({ db, vault });
  const temporal = await timeSkippingEnvironment(context, { dataConverter });
  const taskQueue = `test-${randomBytes(4).toString('hex')}`;
  const crm = fakeSystem('crm', []);
  const events = fakeSystem('events', []);
  const outbox: Mail[] = [];
  const webhooks: WebhookNotice[] = [];
  const batches: Engine['batches'] = [];
  const answers = new Map<string, WebhookAnswer | 'down'>();
  const errors: unknown[] = [];
  const gateway = createGateway(temporal.client, { taskQueue });
  const engine: Partial<Engine> = { mailDown: false, mailRefused: false, takeBatch: null };
  const recipients = [...DATA_MAP.recipients, ...(options.recipients ?? [])];
  const dataMap: DataMap = { ...DATA_MAP, ...options.dataMap, recipients };

  const worker = await createWorker({
    connection: temporal.env.nativeConnection,
    namespace: 'default',
    taskQueue,
    dataConverter,
    workflowBundle: await (bundle ??= bundleWorkflows()),
    ...(options.maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows: options.maxCachedWorkflows }),
    activities: (options.dependencies ?? ((own) => own))({
      db,
      vault,
      dataMap,
      connectors: new Map<string, SystemConnector>([
        ['crm', crm],
        ['events', events],
      ]),
      webhooks: {
        send(notice) {
          const answer = answers.get(notice.url) ?? { state: 'attested' };
          if (answer === 'down') return Promise.reject(new ConnectorFailure('recipient-down'));
          webhooks.push(notice);
          return Promise.resolve(answer);
        },
        sendBatch({ url, references, idempotencyKey, notice, nowMs }) {
          const answer = answers.get(url) ?? { state: 'attested' };
          if (answer === 'down') return Promise.reject(new ConnectorFailure('recipient-down'));
          batches.push({ references, idempotencyKey, body: JSON.stringify(notice), atMs: nowMs });
          return engine.takeBatch
            ? new Promise((resolve) => resolve(engine.takeBatch!(references)))
            : Promise.resolve(new Map(references.map((reference) => [reference, answer])));
        },
      },
      mailer: {
        send(mail) {
          if (engine.mailDown) return Promise.reject(new ConnectorFailure('mail-down'));
          if (engine.mailRefused) return Promise.reject(new ConnectorFailure('recipient-refused'));
          outbox.push(mail);
          return Promise.resolve();
        },
        close() {},
      },
      // each recipient by webhook has its own address: http://<recipient>.example/notices
      secrets: new Map(
        dataMap.recipients.flatMap(({ id, contact }): [string, string][] =>
          contact.via === 'webhook'
            ? [
                [contact.url, `http://${id}.example/notices`],
                [contact.secret, 'secret'],
              ]
            : [],
        ),
      ),
      wakeQueue: (recipient) => gateway.wakeQueue(recipient),
      business: {
        name: 'Test Business',
        contactEmail: 'privacy@business.example',
        contactPhone: '+1 800 555 0100',
        baseUrl: 'http://127.0.0.1:4545',
      },
      settings: { ...SETTINGS, ...settings },
      report: (error) => errors.push(error),
    }),
  });
  const running = worker.run();

  const row = async (requestId: string): Promise<RequestView> =>
    (await db('requests').where({ id: requestId }).first()) as RequestView;

  Object.assign(engine, {
    database,
    vault,
    temporal,
    gateway,
    taskQueue,
    dataMap,
    crm,
    events,
    outbox,
    webhooks,
    batches,
    answers,
    errors,
    row,

    async file(claim = {}, also, right = 'delete') {
      const id = randomUUID();
      const nowMs = Math.floor(await temporal.nowMs());
      const receipt = receiptDay(nowMs);
      const ruleSet = ruleSetFor(receipt);
      const clocks = clocksFor(right, nowMs, ruleSet);
      const { answerBy } = courseOf(right);
      const due = clocks.find((clock) => clock.rule === answerBy);
      await db.transaction(async (trx) => {
        await insertRequest(trx, {
          id,
          reference: `FF-${randomBytes(4).toString('hex').toUpperCase()}`,
          right,
          channel: 'form',
          locale: 'en',
          requesterHash: vault.hash('requester', claim.email ?? ADA.email),
          ruleSet,
          receivedAtMs: nowMs,
          receiptDay: receipt,
          dueOn: due?.strict ?? null,
          dueClock: due?.rule ?? null,
          clocks: clocks.map(({ rule, kind, strict, outer }) => ({ rule, kind, strict, outer })),
        });
        await vault.createKeys(trx, id, ['case', 'proof', 'record', 'payload'], nowMs);
        await vault.seal(trx, {
          owner: id,
          class: 'case',
          kind: PERSON_KIND,
          value: { ...ADA, ...claim },
          atMs: nowMs,
        });
        await append(trx, { chain: id, kind: 'received', atMs: nowMs, body: { right } });
        const stated = { ...ADA, ...claim };
        await choose(
          trx,
          { vault, dataMap },
          { requestId: id, right, channel: 'form', claim: stated, receivedAtMs: nowMs, nowMs },
        );
        await also?.(trx, id, nowMs);
      });
      await gateway.start(id, { right, channel: 'form', dueAtMs: due ? endOfDayMs(due.strict) : null });
      return id;
    },

    handle: (requestId) => temporal.client.workflow.getHandle(requestWorkflowId(requestId)),

    async decide(requestId, kind, { code, facts, told, content, roles, plan, fields } = {}) {
      const nowMs = Math.floor(await temporal.nowMs());
      const rule = decisionRule(kind);
      const actor: Actor =
        rule.by === 'consumer'
          ? { kind: 'consumer' }
          : { kind: 'staff', id: STAFF, roles: roles ?? [...rule.roles].slice(0, 1) };
      const recorded = await db.transaction((trx) =>
        recordDecision(trx, vault, {
          requestId,
          kind,
          actor,
          nowMs,
          ...(code ? { code } : {}),
          ...(facts ? { facts } : {}),
          ...(told ? { told } : {}),
          ...(content ? { content } : {}),
          ...(plan ? { planDigest: plan } : {}),
          ...(fields ? { fields } : {}),
        }),
      );
      if (!recorded.recorded) return recorded.refusal;
      if (recorded.state === 'awaiting-second') {
        const second = await db.transaction((trx) =>
          secondDecision(trx, {
            decisionId: recorded.decisionId,
            requestId,
            actor: { kind: 'staff', id: SECOND, roles: [...rule.roles] },
            nowMs,
          }),
        );
        if ('refusal' in second) return second.refusal;
      }
      const mark = await gateway.deliver({ requestId, kind, decisionId: recorded.decisionId });
      return mark.mark === 'refused' ? mark.refusal : mark.mark;
    },

    days: (days) => temporal.advance(ownerDb, Math.round(days * 86_400_000)),

    async until(what, holds) {
      for (let tries = 0; tries < 400; tries += 1) {
        if (await holds()) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`waited in vain until ${what}`);
    },

    ledger: async (requestId) => (await readChain(db, requestId)).map((entry) => entry.kind),

    letters: async (requestId) =>
      (
        (await db('letters').where({ request_id: requestId }).whereNotNull('sent_at').orderBy('sent_at')) as {
          kind: string;
        }[]
      ).map((letter) => letter.kind),

    async stop() {
      worker.shutdown();
      await running;
      await temporal.stop();
      await database.drop();
    },
  } satisfies Omit<Engine, 'mailDown' | 'mailRefused' | 'takeBatch'>);
  return engine as Engine;
}

const STAFF = '00000000-0000-4000-8000-000000000001';
const SECOND = '00000000-0000-4000-8000-000000000002';

/** Rows of {@link ADA} in both systems, with a neighbour beside each; and what went to whom. */
export async function seedAda(engine: Engine, { kept = false, email = ADA.email } = {}): Promise<void> {
  engine.crm.rows = [
    {
      table: 'contacts',
      key: '1',
      email,
      fields: [
        {
          field: 'contacts.email',
          value: email,
          proof: 'never',
          contact: 'email',
          changedAt: '2020-01-01T00:00:00Z',
        },
        { field: 'contacts.postal_code', asks: 'postal-code', value: '94107', proof: 'reliable' },
      ],
    },
    {
      table: 'invoices',
      key: '10',
      email,
      categories: ['commercial-information'],
      ...(kept
        ? {
            keep: {
              code: 'D8' as const,
              reason: 'Tax law has us keep invoices.',
              purpose: 'tax records',
              endsOn: '2034-12-31',
            },
          }
        : {}),
    },
    { table: 'contacts', key: '2', email: 'neighbour@example.org' },
  ];
  engine.events.rows = [
    { table: 'attendees', key: 'a1', email },
    { table: 'attendees', key: 'a2', email: 'neighbour@example.org' },
  ];
  await importDisclosures(engine.database.db, engine.vault, [
    {
      email,
      identifiers: [{ type: 'email', value: email }],
      recipient: 'mailer',
      basis: 'business-purpose',
      categories: ['identifiers'],
      disclosedOn: '2025-05-05',
    },
    {
      email,
      identifiers: [{ type: 'email', value: email }],
      recipient: 'sponsor',
      basis: 'sold',
      categories: ['identifiers'],
      disclosedOn: '2025-06-06',
    },
  ]);
}
