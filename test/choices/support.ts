import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { DataMap } from '../../datamap/data-map';
import { importDisclosures } from '../../db/disclosures';
import { hashedIdentifiers } from '../../db/preference-hash';
import { allowedPurposes } from '../../db/preference-store';
import { receiptDay } from '../../rules/calendar';
import type { Category, IdentifierType, PreferencePurpose, Right } from '../../rules/codes';
import type { LetterKind } from '../../rules/letters';
import { type EngineApi, startEngineApi } from '../support/api';
import { type Engine, startEngine } from '../support/engine';

/** Where the test's service provider by webhook is told. */
export const MAILER = 'http://mailer.example/notices';

/** OPT-03, LIM-03: the belief is documented, beside the facts that the consumer is told. */
export const BELIEVED = { stated: ['documented-belief'] };

/** An engine with its API for the tests of one right that makes a choice, and a person of its own for each test. */
export interface ChoiceBench {
  engine: Engine;
  api: EngineApi;
  /** Number of this test, from 1. */
  tests: number;
  email: string;
  phone: string;
  /** The fields of the form, by the address of this test's person unless told. */
  form(more?: object): Record<string, string>;
  /** Files by the form. Returns the request's ID. */
  ask(more?: object): Promise<string>;
  /** Files by each channel that takes such requests so far. */
  channels: Record<string, () => Promise<string>>;
  /** Whether the purpose of the right is allowed for an identifier. */
  may(type: IdentifierType, value: string): Promise<boolean>;
  phase(id: string, wanted: string): Promise<void>;
  answered(id: string): Promise<void>;
  /** Waits for the letter that the choice is honoured. */
  told(id: string): Promise<void>;
  /** The request is answered: it holds for every identifier of a person who is known, and for no neighbour. */
  holds(id: string, other: string): Promise<void>;
  /** A person whom `crm` knows by address and number, and `events` by the number and another address. */
  know(): { other: string };
  /** Data of the person went to somebody, days after (or before) today. */
  disclosed(
    recipient: 'mailer' | 'sponsor',
    basis: 'sold' | 'business-purpose',
    days?: number,
    categories?: Category[],
  ): Promise<void>;
}

/** Starts it in `before` of the describe that calls this, and tidies up between tests. */
export function choiceBench(
  right: Right,
  purpose: PreferencePurpose,
  letter: LetterKind,
  dataMap: Partial<DataMap> = {},
): ChoiceBench {
  const bench = { tests: 0, email: '', phone: '' } as ChoiceBench;

  before(async function () {
    bench.engine = await startEngine(this, {}, { dataMap });
    bench.api = await startEngineApi(bench.engine);
  });
  after(async () => {
    await bench.api?.close();
    await bench.engine?.stop();
  });
  beforeEach(async () => {
    const { engine, api } = bench;
    bench.tests += 1;
    bench.email = `ada-${bench.tests}@example.org`;
    bench.phone = `+1415555${String(1000 + bench.tests)}`;
    engine.outbox.length = 0;
    engine.webhooks.length = 0;
    engine.answers.clear();
    engine.errors.length = 0;
    engine.mailDown = api.temporalAway = false;
    for (const system of [engine.crm, engine.events]) {
      const key = `neighbour-${bench.tests}`;
      system.rows = [{ table: 'contacts', key, email: `${key}@example.org` }];
      system.said.length = 0;
      system.failing = null;
      system.lying = false;
    }
    // the clock of our database, which the API reads, goes with Temporal's
    await engine.days(0);
  });
  afterEach(() => assert.deepEqual(bench.engine.errors, []));

  const form = (more: object = {}): Record<string, string> => ({
    right,
    formToken: randomUUID(),
    email: bench.email,
    ...more,
  });
  const ask = async (more: object = {}): Promise<string> =>
    bench.api.idOf(await bench.api.agent().post('/request').type('form').send(form(more)));

  return Object.assign(bench, {
    form,
    ask,
    channels: {
      form: () => ask(),
      api: async () => bench.api.idOf(await bench.api.agent().post('/api/v1/requests').send(form())),
      async phone() {
        const { agent, csrf } = await bench.api.staff('intake');
        const calledAt = new Date((await bench.engine.temporal.nowMs()) - 86_400_000).toISOString().slice(0, 16);
        const token = await csrf(`/staff/requests/new?right=${right}`);
        return bench.api.idOf(
          await agent
            .post('/staff/requests')
            .type('form')
            .send({ ...form(), calledAt, csrf: token }),
        );
      },
    },
    async may(type, value) {
      const hashes = hashedIdentifiers(bench.engine.vault, [{ type, value }]).map(({ hash }) => hash);
      return (await allowedPurposes(bench.engine.database.db, hashes))[purpose];
    },
    phase: (id, wanted) =>
      bench.engine.until(`phase ${wanted}`, async () => (await bench.engine.row(id)).phase === wanted),
    answered: (id) => bench.engine.until('answered', async () => (await bench.engine.row(id)).answered_at !== null),
    told: (id) => bench.engine.until('told', async () => (await bench.engine.letters(id)).includes(letter)),
    async holds(id, other) {
      const { engine, tests, email, phone } = bench;
      assert.equal(await bench.may('email', email), false);
      await bench.answered(id);
      assert.deepEqual(
        [await bench.may('email', email), await bench.may('phone', phone), await bench.may('email', other)],
        [false, false, false],
      );
      assert.equal(await bench.may('email', `neighbour-${tests}@example.org`), true);
      assert.deepEqual(engine.crm.said, [{ key: `c${tests}`, purpose, allowed: false }]);
      const row = await engine.row(id);
      assert.deepEqual([row.outcome, row.late, row.phase], ['honoured', false, 'following-through']);
      assert.deepEqual(await engine.letters(id), [letter]);
    },
    know() {
      const { engine, tests, email, phone } = bench;
      const other = `ada-${tests}@home.example`;
      engine.crm.rows.push({ table: 'contacts', key: `c${tests}`, email, phone });
      engine.events.rows.push({ table: 'attendees', key: `e${tests}`, email: other, phone });
      return { other };
    },
    async disclosed(recipient, basis, days = 0, categories = ['identifiers']) {
      const { engine, email } = bench;
      const disclosedOn = receiptDay((await engine.temporal.nowMs()) + days * 86_400_000);
      await importDisclosures(engine.database.db, engine.vault, [
        { email, identifiers: [{ type: 'email', value: email }], recipient, basis, categories, disclosedOn },
      ]);
    },
  } satisfies Partial<ChoiceBench>);
}
