import { eventually } from './wait';

/** A program that calls the API under one session: it keeps cookies and sends the session's token. */
export interface Caller {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** Posts as a form of a page does. @returns the page that came */
  form(path: string, fields: Record<string, string>): Promise<string>;
  page(path: string): Promise<string>;
  /** The token that a change must carry. */
  csrf: string;
}

/** As fetch; where nobody listens at this moment it knocks again: nothing was sent, so nothing happens twice. */
async function knock(url: string, init: RequestInit): Promise<Response> {
  return eventually(
    url,
    () =>
      fetch(url, init).catch((error: unknown) => {
        const { cause } = error as { cause?: { code?: string } };
        if (cause?.code === 'ECONNREFUSED') return undefined;
        throw error;
      }),
    { withinMs: 60_000 },
  );
}

/** @param base origin of the API */
export function createCaller(base: string): Caller {
  const cookies = new Map<string, string>();
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await knock(base + path, {
      redirect: 'manual',
      ...init,
      headers: { ...init.headers, cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]!.split('=');
      if (value) cookies.set(name, value);
      else cookies.delete(name);
    }
    return response;
  };
  const answer = async <T>(path: string, response: Response): Promise<T> => {
    const said: unknown = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(said)}`);
    const { csrf } = said as { csrf?: string };
    if (csrf) caller.csrf = csrf;
    return said as T;
  };
  const caller: Caller = {
    csrf: '',
    async get<T>(path: string) {
      return answer<T>(path, await call(path, {}));
    },
    async post<T>(path: string, body: unknown) {
      const headers = { 'content-type': 'application/json', 'x-csrf-token': caller.csrf };
      return answer<T>(path, await call(path, { method: 'POST', headers, body: JSON.stringify(body) }));
    },
    async form(path, fields) {
      const body = new URLSearchParams({ ...fields, ...(caller.csrf ? { csrf: caller.csrf } : {}) });
      let response = await call(path, { method: 'POST', body });
      const to = response.headers.get('location');
      if (to) response = await call(to, {});
      return read(path, response);
    },
    async page(path) {
      return read(path, await call(path, {}));
    },
  };
  const read = async (path: string, response: Response): Promise<string> => {
    const html = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    caller.csrf = /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? caller.csrf;
    return html;
  };
  return caller;
}
