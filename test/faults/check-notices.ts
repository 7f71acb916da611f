import type { EngineRows } from './engine-rows';
import type { Evidence, Hook } from './evidence';
import { DIGEST_SPONSOR, SPONSOR_ADDRESSES, toBeTold } from './people';

/** (d) Told are those of the hand-written expectation, no other; one key, one effect, identical bytes. */
export function checkNotices(evidence: Evidence, engine: EngineRows): string[] {
  return [...checkHooks(evidence, engine), ...checkSponsors(evidence, engine)];
}

const texts = (identifiers: { type: string; value: string }[]): string =>
  identifiers
    .map(({ type, value }) => `${type}=${value}`)
    .sort()
    .join(' ');

function checkHooks({ hooks, asked }: Evidence, { notices, effects }: EngineRows): string[] {
  const wrong: string[] = [];
  const byKey = new Map<string, Hook[]>();
  for (const hook of hooks)
    byKey.set(`${hook.recipient} ${hook.key}`, [...(byKey.get(`${hook.recipient} ${hook.key}`) ?? []), hook]);
  const applied: Hook[] = [];
  for (const [name, times] of byKey) {
    const first = times.filter(({ how }) => how === 'first');
    if (first.length !== 1) wrong.push(`notices: ${name} was carried out ${first.length} times`);
    if (new Set(times.map(({ digest }) => digest)).size !== 1) wrong.push(`notices: ${name} came with several bytes`);
    applied.push(times[0]!);
    const { recipient, key } = times[0]!;
    const notice = notices.find((one) => one.recipient === recipient && one.idempotency_key === key);
    const effect = notice && effects.find((one) => one.key === keyOf(notice));
    if (effect?.state !== 'done') wrong.push(`notices: ${name} came without intent and evidence`);
    if (times.length > 1 && effect?.uncertain === false)
      wrong.push(`notices: ${name} came ${times.length} times and nothing says that it may have`);
  }
  const expected = asked.flatMap((person) =>
    [...toBeTold(person)]
      .filter(([recipient]) => !(recipient in SPONSOR_ADDRESSES))
      .map(([recipient, identifiers]) => `${recipient} delete ${texts(identifiers)}`),
  );
  const told = applied.map(
    ({ recipient, notice }) => `${recipient} ${notice.instruction} ${texts(notice.identifiers)}`,
  );
  wrong.push(...difference('notices', expected, told));
  // the reverse: what is said to be sent was seen
  for (const { recipient, idempotency_key, state } of notices)
    if (!(recipient in SPONSOR_ADDRESSES) && (state === 'planned' || !byKey.has(`${recipient} ${idempotency_key}`)))
      wrong.push(`notices: ${recipient} never saw ${idempotency_key}, which is ${state}`);
  return wrong;
}

function checkSponsors({ mail, asked, receipts }: Evidence, { notices, requests, effects }: EngineRows): string[] {
  const wrong: string[] = [];
  const expected = asked.flatMap((person) => {
    const reference = receipts.find(({ email }) => email === person.email)?.reference;
    return [...toBeTold(person).keys()]
      .filter((recipient) => recipient in SPONSOR_ADDRESSES)
      .map((recipient) => `${recipient} of ${reference}`);
  });
  const messages = mail();
  const told: string[] = [];
  for (const notice of notices.filter(({ recipient }) => recipient in SPONSOR_ADDRESSES)) {
    if (notice.recipient === DIGEST_SPONSOR) {
      wrong.push(...checkQueued(notice, effects));
      told.push(`${notice.recipient} of ${requests.find(({ id }) => id === notice.request_id)?.reference}`);
      continue;
    }
    const own = messages.filter(
      ({ to, subject }) =>
        to.includes(SPONSOR_ADDRESSES[notice.recipient]!) && subject.includes(`(${notice.reference})`),
    );
    if (own.length === 0) {
      wrong.push(`sponsors: ${notice.recipient} has no mail of ${notice.reference}, which is ${notice.state}`);
      continue;
    }
    if (own.some(({ messageId, text }) => messageId !== own[0]!.messageId || text !== own[0]!.text))
      wrong.push(`sponsors: ${notice.reference} came as several mails`);
    const effect = effects.find((one) => one.key === keyOf(notice));
    if (effect?.state !== 'done') wrong.push(`sponsors: ${notice.reference} came without intent and evidence`);
    if (own.length > 1 && effect?.uncertain === false)
      wrong.push(`sponsors: ${notice.reference} came ${own.length} times and nothing says that it may have`);
    told.push(`${notice.recipient} of ${requests.find(({ id }) => id === notice.request_id)?.reference}`);
  }
  wrong.push(...difference('sponsors', expected, told));
  const known = new Set(notices.map(({ reference }) => reference));
  for (const { to, subject } of messages)
    if (to.includes(SPONSOR_ADDRESSES[DIGEST_SPONSOR]!)) {
      if (!notices.some(({ recipient, state }) => recipient === DIGEST_SPONSOR && state !== 'queued'))
        wrong.push('sponsors: a digest that no notice stands behind');
    } else if (to.some((address) => Object.values(SPONSOR_ADDRESSES).includes(address))) {
      const reference = /\((N-[\w-]+)\)/.exec(subject)?.[1] ?? '';
      if (!known.has(reference)) wrong.push('sponsors: a mail that no notice stands behind');
    }
  return wrong;
}

/** A notice that left with a digest has its evidence; one that waits for the next day's has not. */
function checkQueued(notice: EngineRows['notices'][number], effects: EngineRows['effects']): string[] {
  const done = effects.find((one) => one.key === keyOf(notice))?.state === 'done';
  const left = notice.state !== 'queued' && notice.state !== 'planned';
  return done === left
    ? []
    : [`sponsors: ${notice.recipient} is ${notice.state}, which its evidence does not bear out`];
}

const keyOf = ({ request_id, recipient, round }: EngineRows['notices'][number]): string =>
  `${request_id}/notice/${recipient}/${round}`;

function difference(of: string, expected: string[], found: string[]): string[] {
  const left = [...found];
  const missing = expected.filter((one) => {
    const index = left.indexOf(one);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...missing.map((one) => `${of}: not told: ${one}`),
    ...left.map((one) => `${of}: told and should not be: ${one}`),
  ];
}
