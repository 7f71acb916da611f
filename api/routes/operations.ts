import type { Route } from '../route';
import * as s from '../schemas';

/** Routes of those who run the engine, and of the Temporal Web UI that asks for payloads. */
export const OPERATIONS_ROUTES = [
  {
    id: 'health',
    method: 'GET',
    path: '/healthz',
    audience: 'operations',
    api: true,
    answers: s.stateShape,
    summary: 'The process answers',
  },
  {
    id: 'ready',
    method: 'GET',
    path: '/readyz',
    audience: 'operations',
    api: true,
    answers: s.stateShape,
    summary: 'Database, schema and clock are in order',
  },
  { id: 'metrics', method: 'GET', path: '/metrics', audience: 'operations', summary: 'Metrics for Prometheus' },
  {
    id: 'openapi',
    method: 'GET',
    path: '/openapi.json',
    audience: 'operations',
    api: true,
    summary: 'This API as OpenAPI 3.1',
  },
  {
    id: 'codec-decode',
    method: 'POST',
    path: '/codec/decode',
    audience: 'codec',
    api: true,
    limit: 4 * 1024 * 1024,
    summary: 'Decodes payloads for the Temporal Web UI',
  },
  {
    id: 'codec-encode',
    method: 'POST',
    path: '/codec/encode',
    audience: 'operations',
    api: true,
    limit: 4 * 1024 * 1024,
    summary: 'Returns payloads as they came',
  },
] as const satisfies readonly Route[];
