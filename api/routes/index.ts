import type { Problem } from '../problems';
import type { Reply } from '../reply';
import type { Context, Route } from '../route';
import { CONSUMER_ROUTES } from './consumers';
import { OPERATIONS_ROUTES } from './operations';
import { PROGRAM_ROUTES } from './programs';
import { PUBLIC_ROUTES } from './public';
import { RECIPIENT_ROUTES } from './recipients';
import { STAFF_ROUTES } from './staff';

/**
 * Every route there is, one file for each audience. The routers, the OpenAPI document and the test of
 * route x role x object are made from this table, so that it cannot say other than what is.
 */
export const ROUTES = [
  ...PUBLIC_ROUTES,
  ...CONSUMER_ROUTES,
  ...RECIPIENT_ROUTES,
  ...PROGRAM_ROUTES,
  ...STAFF_ROUTES,
  ...OPERATIONS_ROUTES,
] as const satisfies readonly Route[];

/** Name of a route. */
export type RouteId = (typeof ROUTES)[number]['id'];
/** A route by its name. */
export type RouteOf<I extends RouteId> = Extract<(typeof ROUTES)[number], { id: I }>;
/** A handler for every route. */
export type Handlers = { [I in RouteId]: (context: Context<RouteOf<I>>) => Promise<Reply> | Reply };
/** What a form's page shows when the form was not right; without one a page of its own says what is wrong. */
export type Refills = {
  [I in RouteId]?: (
    context: Omit<Context<RouteOf<I>>, 'body'>,
    sent: Record<string, unknown>,
    problem: Problem,
  ) => Promise<Reply> | Reply;
};
