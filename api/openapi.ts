import { z } from 'zod';
import type { Audience, Route } from './route';
import { ROUTES } from './routes';
import { problemShape } from './schemas';

const SECURITY: Partial<Record<Audience, string>> = {
  consumer: 'consumer',
  recipient: 'recipient',
  staff: 'staff',
  codec: 'codec',
  signed: 'signature',
  program: 'apiKey',
};

/** OpenAPI 3.1, made from the table of routes and from the schemas that validate. */
export function openApiDocument({ title, version }: { title: string; version: string }): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES as readonly Route[]) {
    const path = route.path.replaceAll(/:([a-z]+)/gi, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: { title, version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: { Problem: schemaOf(problemShape, 'output') },
      securitySchemes: {
        ...Object.fromEntries(
          ['consumer', 'recipient', 'staff', 'codec'].map((name) => [
            name,
            { type: 'apiKey', in: 'cookie', name: `fortyfive_${name}` },
          ]),
        ),
        apiKey: { type: 'http', scheme: 'bearer', description: 'A key made for this scope: fortyfive api-key' },
        signature: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description: 'With webhook-id and webhook-timestamp, as our notices are signed',
        },
      },
    },
  };
}

function operation(route: Route): Record<string, unknown> {
  const security = SECURITY[route.audience];
  const ok = route.answers ? { content: { 'application/json': { schema: schemaOf(route.answers, 'output') } } } : {};
  return {
    operationId: route.id,
    summary: route.summary,
    tags: [route.audience],
    ...(route.roles ? { description: `Roles: ${route.roles.join(', ')}.` } : {}),
    ...(route.scope ? { description: `API key with the scope ${route.scope}.` } : {}),
    'x-audience': route.audience,
    'x-roles': route.roles ?? [],
    security: security ? [{ [security]: [] }] : [],
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query'), ...csrfHeader(route)],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: {
              [mediaTypeOf(route)]: { schema: route.files ? withFiles(route.body) : schemaOf(route.body, 'input') },
            },
          },
        }
      : {}),
    responses: {
      '2XX': { description: 'Done', ...ok },
      default: {
        description: 'Not done: problem details (RFC 9457), or a page that says the same',
        ...(route.api
          ? { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
          : {}),
      },
    },
  };
}

function mediaTypeOf(route: Route): string {
  if (route.files) return 'multipart/form-data';
  return route.api ? 'application/json' : 'application/x-www-form-urlencoded';
}

/** The fields of a form, and its files. */
function withFiles(body: z.ZodType): Record<string, unknown> {
  const fields = schemaOf(body, 'input') as { properties?: Record<string, unknown>; required?: string[] };
  const documents = { type: 'array', items: { type: 'string', contentMediaType: 'application/octet-stream' } };
  return {
    ...fields,
    properties: { ...fields.properties, documents },
    required: [...(fields.required ?? []), 'documents'],
  };
}

function csrfHeader(route: Route): Record<string, unknown>[] {
  const needed = route.method === 'POST' && route.api && (route.audience === 'consumer' || route.audience === 'staff');
  return needed ? [{ name: 'x-csrf-token', in: 'header', required: true, schema: { type: 'string' } }] : [];
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): Record<string, unknown>[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, unknown>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, each]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: each,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  return rest;
}
