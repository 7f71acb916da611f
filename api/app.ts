import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { CodecEndpoint } from '../vault/codec-endpoint';
import type { ServiceDeps } from './business';
import { createDoor, respondProblem } from './door';
import { agentHandlers, agentRefills } from './handlers/agents';
import { choiceHandlers, choiceRefills } from './handlers/choices';
import { consumerHandlers, consumerRefills } from './handlers/consumer';
import { operationsHandlers } from './handlers/operations';
import { programHandlers } from './handlers/programs';
import { publicHandlers, publicRefills } from './handlers/public';
import { recipientHandlers, recipientRefills } from './handlers/recipients';
import { staffHandlers, staffRefills } from './handlers/staff';
import type { StaffParts } from './handlers/staff/parts';
import { createMetrics, type Metrics } from './metrics';
import { Problem } from './problems';
import { createAgents } from './services/agents';
import { createChoices } from './services/choices';
import { preferenceHandlers } from './handlers/preferences';
import { signalHandlers } from './handlers/signals';
import { createPreferenceReads } from './services/preferences';
import { createSignals } from './services/signals';
import { createConsumers } from './services/consumer';
import { createCopies } from './services/copies';
import { createDecisions } from './services/decisions';
import { createDocuments } from './services/documents';
import { createDuties } from './services/duties';
import { createHolds } from './services/holds';
import { createIntake } from './services/intake';
import { createLinks } from './services/links';
import { createPull } from './services/pull';
import { createRecipients } from './services/recipients';
import { createPost } from './services/post';
import { createRestarts } from './services/restarts';
import { createStaffAccounts } from './services/staff';
import { createViewing } from './services/viewing';
import { createVoucher } from './voucher';

/** What the API is made of. */
export interface AppDeps extends ServiceDeps {
  codec: CodecEndpoint;
  temporal: {
    /** Origin of the Temporal Web UI, the one other origin that may ask the codec; absent where there is none. */
    uiUrl?: string;
    namespace: string;
  };
  metrics?: Metrics;
  /** Hears of errors that are nobody's input. */
  report(error: unknown): void;
  /** The host's clock, for the readiness check alone. */
  hostMs(): number;
}

/** The API as an Express application: helmet, the codec's one foreign origin, and the table of routes. */
export function createApp(deps: AppDeps): Express {
  const metrics = deps.metrics ?? createMetrics({ db: deps.db });
  const decisions = createDecisions(deps);
  const intake = createIntake(deps);
  const documents = createDocuments({ ...deps, report: (error) => deps.report(error), decisions });
  const duties = createDuties(deps);
  const holds = createHolds(deps);
  const copies = createCopies(deps);
  const consumers = createConsumers(deps, { decisions, documents, copies });
  const accounts = createStaffAccounts(deps);
  const recipients = createRecipients(deps);
  const pull = createPull(deps, recipients);
  const links = createLinks(deps);
  const viewing = createViewing(deps);
  const { uiUrl, namespace } = deps.temporal;
  const ofStaff: StaffParts = {
    db: deps.db,
    dataMap: deps.dataMap,
    accounts,
    copies,
    decisions,
    documents,
    duties,
    holds,
    intake,
    post: createPost(deps),
    restarts: createRestarts(deps),
    viewing,
    codecUrl: `${deps.business.baseUrl}/codec`,
    temporalUrl: (requestId) =>
      `${uiUrl ?? ''}/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(`request/${requestId}`)}`,
  };

  const app = express();
  app.disable('x-powered-by');
  // no proxy is trusted: the address that a limit counts is the one that connected
  app.set('trust proxy', false);
  app.set('etag', false);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
        },
      },
      strictTransportSecurity: deps.business.baseUrl.startsWith('https:'),
      // a token in an address must not travel on
      referrerPolicy: { policy: 'no-referrer' },
    }),
  );
  if (uiUrl) app.use('/codec', allowOrigin(new URL(uiUrl).origin));
  app.use(
    createDoor(
      {
        db: deps.db,
        vault: deps.vault,
        clock: deps.clock,
        business: deps.business,
        report: (error) => deps.report(error),
        counted: (route, status) => metrics.counted(route, status),
      },
      {
        ...publicHandlers({
          business: deps.business,
          correctable: deps.dataMap.correctable,
          intake,
          links,
          vouchedFor: createVoucher(deps.secrets),
        }),
        ...agentHandlers({ agents: createAgents(deps, intake), correctable: deps.dataMap.correctable }),
        ...choiceHandlers({ choices: createChoices(deps) }),
        ...consumerHandlers({ consumers, copies }),
        ...recipientHandlers({ recipients, pull }),
        ...preferenceHandlers({ preferences: createPreferenceReads(deps) }),
        ...signalHandlers({ signals: createSignals({ ...deps, intake }) }),
        ...programHandlers({ db: deps.db, vault: deps.vault, dataMap: deps.dataMap }),
        ...staffHandlers(ofStaff),
        ...operationsHandlers({
          db: deps.db,
          clock: deps.clock,
          metrics,
          codec: deps.codec,
          hostMs: () => deps.hostMs(),
        }),
      },
      {
        ...publicRefills({ business: deps.business, correctable: deps.dataMap.correctable }),
        ...agentRefills({ correctable: deps.dataMap.correctable }),
        ...choiceRefills,
        ...consumerRefills({ consumers, copies }),
        ...recipientRefills({ recipients }),
        ...staffRefills(ofStaff),
      },
    ),
  );
  app.use((_req, _res, next) => next(new Problem('not-found')));
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => {
    respondProblem(deps, error, isApi(req.path), res);
  });
  return app;
}

const isApi = (path: string): boolean => path.startsWith('/api/') || path.startsWith('/codec/');

/** CORS for one origin, with the codec's cookie; a foreign origin gets no header and so no answer. */
function allowOrigin(origin: string) {
  return (req: Request, res: Response, next: NextFunction): void => {
    res.vary('Origin');
    if (req.get('origin') === origin) {
      res.set({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'content-type, x-namespace',
        'Cross-Origin-Resource-Policy': 'cross-origin',
      });
    }
    if (req.method === 'OPTIONS') {
      res.status(204).end();
      return;
    }
    next();
  };
}
