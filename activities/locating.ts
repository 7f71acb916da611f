import type { CallContext, Identifier, Located, SystemConnector } from '../connectors/connector';
import { distinct, usable } from '../connectors/identifiers';

/** What a system holds of one person, and which identifiers turned out to stand for more than one. */
export interface LocatedPerson extends Located {
  /** Identifiers left out because they lead to more than one person (decisions.md D2). */
  shared: Identifier[];
}

/**
 * Finds one person in one system. An identifier behind which more than one person stands (a company's telephone, a
 * household's) is left out and told; where even the first one does, nothing located may be acted on.
 */
export async function locatePerson(
  connector: SystemConnector,
  identifiers: Identifier[],
  context: CallContext,
): Promise<LocatedPerson> {
  const all = await connector.locate(identifiers, context);
  if (all.persons <= 1 || identifiers.length <= 1) return { ...all, shared: [] };
  const shared: Identifier[] = [];
  let used = identifiers.slice(0, 1);
  let best = await connector.locate(used, context);
  if (best.persons > 1) return { ...best, shared: [] };
  for (const identifier of identifiers.slice(1)) {
    const wider = await connector.locate([...used, identifier], context);
    if (wider.persons > 1) {
      shared.push(identifier);
    } else {
      used = [...used, identifier];
      best = wider;
    }
  }
  const isShared = (i: Identifier): boolean => shared.some((s) => s.type === i.type && s.value === i.value);
  return { ...best, identifiers: best.identifiers.filter((i) => !isShared(i)), shared };
}

/** What came of asking all systems: what each holds, and the failures of those that did not answer. */
export interface Survey {
  found: Map<string, LocatedPerson>;
  failures: Map<string, Error>;
  identifiers: Identifier[];
}

/** How often identifiers met in one system are taken to the others: enough for a chain through every system. */
const ROUNDS = 3;

/**
 * Asks every system what it holds, leaving out what no system may be searched by (a placeholder that a requester typed),
 * and asks again with what was met, until no system knows another identifier.
 */
export async function survey(
  connectors: Map<string, SystemConnector>,
  start: Identifier[],
  context: CallContext,
): Promise<Survey> {
  const found = new Map<string, LocatedPerson>();
  const failures = new Map<string, Error>();
  let identifiers = distinct(start.filter(usable));
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = identifiers.length;
    await Promise.all(
      [...connectors].map(async ([system, connector]) => {
        if (failures.has(system)) return;
        try {
          found.set(system, await locatePerson(connector, identifiers, context));
        } catch (error) {
          failures.set(system, error instanceof Error ? error : new Error('not an error'));
        }
      }),
    );
    context.heartbeat();
    const shared = [...found.values()].flatMap((f) => f.shared);
    identifiers = distinct([
      ...identifiers,
      ...[...found.values()].filter((f) => f.persons <= 1).flatMap((f) => f.identifiers),
    ]).filter((i) => start.includes(i) || !shared.some((s) => s.type === i.type && s.value === i.value));
    if (identifiers.length === before) break;
  }
  return { found, failures, identifiers };
}
