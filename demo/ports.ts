import { createServer, type AddressInfo } from 'node:net';

/** Whether nothing listens on a port of this machine's loopback address. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A port that nothing uses at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** The wished port where it is free, else another one, said in plain words. */
export async function choosePort(what: string, wished: number, say: (line: string) => void): Promise<number> {
  if (await portIsFree(wished)) return wished;
  const port = await freePort();
  say(`Port ${wished} is taken: ${port} is used for ${what}.`);
  return port;
}
