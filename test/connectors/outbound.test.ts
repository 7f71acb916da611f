import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { addressAllowed, type AddressRules } from '../../connectors/addresses';
import { createOutbound, DEFAULT_OUTBOUND, OutboundFailure, type OutboundRequest } from '../../connectors/outbound';

const PUBLIC: AddressRules = { schemes: ['https'], ports: [443], allow: [] };

describe('addresses that outbound calls may reach', () => {
  const refused = [
    '127.0.0.1', '127.8.9.1', '0.0.0.0', '10.0.0.1', '172.16.3.4', '172.31.255.255', '192.168.1.1', '169.254.169.254',
    '100.64.0.1', '192.0.0.8', '192.0.2.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '240.0.0.1',
    '255.255.255.255', '::1', '::', 'fe80::1', 'fc00::1', 'fd12:3456::1', 'ff02::1', '::ffff:127.0.0.1',
    '::ffff:10.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '2001:db8::1', 'fec0::1', 'not-an-address', '',
  ]; // prettier-ignore
  for (const address of refused) {
    it(`refuses ${address || 'nothing'}`, () => {
      assert.equal(addressAllowed(address, 443, 'https', PUBLIC), false);
    });
  }

  const cases: [string, string, number, string, AddressRules, boolean][] = [
    ['public https', '93.184.216.34', 443, 'https', PUBLIC, true],
    ['public IPv6', '2606:2800:220:1::1', 443, 'https', PUBLIC, true],
    ['public mapped into IPv6', '::ffff:93.184.216.34', 443, 'https', PUBLIC, true],
    ['public http', '93.184.216.34', 80, 'http', PUBLIC, false],
    ['public other port', '93.184.216.34', 5432, 'https', PUBLIC, false],
    ['listed address', '127.0.0.1', 4548, 'http', { ...PUBLIC, allow: [{ network: '127.0.0.1' }] }, true],
    [
      'listed address, mapped',
      '::ffff:127.0.0.1',
      4548,
      'http',
      { ...PUBLIC, allow: [{ network: '127.0.0.1' }] },
      true,
    ],
    ['neighbour of the listed', '127.0.0.2', 4548, 'http', { ...PUBLIC, allow: [{ network: '127.0.0.1' }] }, false],
    ['listed network', '10.1.2.3', 8443, 'https', { ...PUBLIC, allow: [{ network: '10.1.0.0/16' }] }, true],
    [
      'port not listed',
      '10.1.2.3',
      22,
      'https',
      { ...PUBLIC, allow: [{ network: '10.1.0.0/16', ports: [443] }] },
      false,
    ],
    ['other scheme', '10.1.2.3', 443, 'ftp', { ...PUBLIC, allow: [{ network: '10.1.0.0/16' }] }, false],
  ];
  for (const [name, address, port, scheme, rules, expected] of cases) {
    it(name, () => {
      assert.equal(addressAllowed(address, port, scheme, rules), expected);
    });
  }
});

describe('the way out', () => {
  interface Seen {
    url: string;
    headers: http.IncomingHttpHeaders;
  }
  const seen: Seen[] = [];
  const listen = async (handler: http.RequestListener) => {
    const server = http.createServer((request, response) => {
      seen.push({ url: request.url ?? '', headers: request.headers });
      handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { server, port: (server.address() as AddressInfo).port };
  };
  let first: { server: http.Server; port: number };
  let second: { server: http.Server; port: number };
  const allow = [{ network: '127.0.0.1' }];
  const outbound = createOutbound({ allow, timeoutMs: 2_000, maxBytes: 1_000, maxRedirects: 2 });

  before(async () => {
    second = await listen((_request, response) => response.end('second'));
    first = await listen((request, response) => {
      const to = (location: string) => response.writeHead(302, { location }).end();
      switch (new URL(request.url ?? '/', 'http://x').pathname) {
        case '/same':
          return to('/hello');
        case '/other':
          return to(`http://127.0.0.1:${second.port}/hello`);
        case '/metadata':
          return to('http://169.254.169.254/latest/meta-data');
        case '/loop':
          return to('/loop');
        case '/file':
          return to('file:///etc/passwd');
        case '/endless': {
          const write = () => {
            while (response.write('x'.repeat(500)));
          };
          response.on('drain', write);
          return write();
        }
        case '/silent':
          return undefined;
        case '/cut':
          response.writeHead(200, { 'content-length': '100' });
          response.write('half');
          return setImmediate(() => response.destroy());
        default:
          return response.end('hello');
      }
    });
  });
  beforeEach(() => void (seen.length = 0));
  after(() => {
    outbound.close();
    for (const { server } of [first, second]) {
      server.closeAllConnections();
      server.close();
    }
  });

  const get = (path: string, more: Partial<OutboundRequest> = {}) =>
    outbound.request({ method: 'GET', url: `http://127.0.0.1:${first.port}${path}`, ...more });
  const fails = (work: Promise<unknown>, reason: string) =>
    assert.rejects(work, (error) => error instanceof OutboundFailure && error.reason === reason);

  it('brings an answer from a listed address', async () => {
    assert.equal((await get('/hello')).body.toString(), 'hello');
  });

  for (const url of [
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://localhost/',
    'http://127.0.0.1/',
  ]) {
    it(`refuses ${url} where nothing is listed`, () =>
      fails(createOutbound().request({ method: 'GET', url }), 'refused'));
  }
  for (const url of ['file:///etc/passwd', 'ftp://example.com/', 'gopher://x/', 'nonsense', 'http://a:b@127.0.0.1/']) {
    it(`refuses ${url}`, () => fails(outbound.request({ method: 'GET', url }), 'refused'));
  }

  it('refuses a name of which one address is private', async () => {
    const mixed = createOutbound({}, () =>
      Promise.resolve([
        { address: '93.184.216.34', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]),
    );
    await fails(mixed.request({ method: 'GET', url: 'https://example.com/' }), 'refused');
  });

  it('connects to the address that was checked, although the name changes meanwhile', async () => {
    let asked = 0;
    const rebinding = createOutbound({ allow }, () => {
      asked += 1;
      return Promise.resolve([{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    });
    const url = `http://rebind.example.com:${first.port}/hello`;
    assert.equal((await rebinding.request({ method: 'GET', url })).body.toString(), 'hello');
    assert.equal(asked, 1);
    await fails(rebinding.request({ method: 'GET', url }), 'refused');
    rebinding.close();
  });

  it('follows a redirect with credentials within one origin', async () => {
    await get('/same', { credentials: { authorization: 'Bearer s' } });
    assert.deepEqual(
      seen.map(({ url, headers }) => [url, headers.authorization]),
      [
        ['/same', 'Bearer s'],
        ['/hello', 'Bearer s'],
      ],
    );
  });

  it('sends no credentials to another origin', async () => {
    const answer = await get('/other', {
      credentials: { authorization: 'Bearer s' },
      headers: { accept: 'text/plain' },
    });
    assert.equal(answer.body.toString(), 'second');
    assert.deepEqual(
      seen.map(({ headers }) => [headers.authorization, headers.accept]),
      [
        ['Bearer s', 'text/plain'],
        [undefined, 'text/plain'],
      ],
    );
  });

  it('refuses a redirect to link-local', () => fails(get('/metadata'), 'refused'));
  it('refuses a redirect to another scheme', () => fails(get('/file'), 'refused'));
  it('gives up a loop', () => fails(get('/loop'), 'too-many-redirects'));
  it('gives up an endless body', () => fails(get('/endless'), 'too-large'));
  it('gives up a silent server', () => fails(get('/silent', { timeoutMs: 50 }), 'timeout'));
  it('reports a cut answer', () => fails(get('/cut'), 'unreachable'));

  it('does not follow a redirect of a POST', async () => {
    assert.equal((await get('/other', { method: 'POST', body: '{}' })).status, 302);
    assert.equal(seen.length, 1);
  });

  it('stops when the caller does', async () => {
    const stop = new AbortController();
    const call = get('/silent', { signal: stop.signal });
    stop.abort();
    await fails(call, 'aborted');
  });

  it('reaches only https on port 443 unless told otherwise', () => {
    assert.deepEqual(
      [DEFAULT_OUTBOUND.schemes, DEFAULT_OUTBOUND.ports, DEFAULT_OUTBOUND.allow],
      [['https'], [443], []],
    );
  });
});
