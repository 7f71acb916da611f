import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A listening service of the demo. */
export interface Served {
  url: string;
  port: number;
  /** Ends it, connections in use included. */
  close(): Promise<void>;
}

/** Listens on this machine only. Port 0 takes a free one. @throws the listener's error, for instance EADDRINUSE */
export async function serve(app: RequestListener, port: number): Promise<Served> {
  const server = createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taken}`,
    port: taken,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

/** Lets through who carries this bearer token; 401 otherwise. */
export function bearer(token: string): RequestHandler {
  return (request, response, next) => {
    const given = /^Bearer (\S+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';
    if (sameText(given, token)) return next();
    response.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'unauthorized' });
  };
}

/** Compares without telling by time how much was right. */
export function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
