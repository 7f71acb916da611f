import ipaddr from 'ipaddr.js';

/** One in-house network that outbound calls may reach although it is not public. */
export interface AllowedNetwork {
  /** CIDR or single address, `127.0.0.1/32`, `fd00::/8`. */
  network: string;
  /** Ports that may be reached there; absent: every port. */
  ports?: number[];
}

/** What the address rules need: which ports are open to the public internet, and which in-house networks are listed. */
export interface AddressRules {
  schemes: string[];
  ports: number[];
  allow: AllowedNetwork[];
}

/**
 * Says whether one resolved address may be connected to. Everything that is not plain public unicast is refused:
 * private, loopback, link-local (cloud metadata), carrier NAT, multicast, reserved, and the IPv6 forms that wrap an
 * IPv4 address (mapped, translated, 6to4, Teredo), unless the operator lists the network (decisions.md L3).
 *
 * @param scheme `http` or `https`; for a listed network both are open, for all others only `rules.schemes`.
 */
export function addressAllowed(address: string, port: number, scheme: string, rules: AddressRules): boolean {
  if (!ipaddr.isValid(address)) return false;
  // `process` turns ::ffff:127.0.0.1 into 127.0.0.1, so that a mapped address is judged as what it reaches.
  const parsed = ipaddr.process(address);
  for (const { network, ports } of rules.allow) {
    if (inNetwork(parsed, network) && (ports === undefined || ports.includes(port))) {
      return scheme === 'http' || scheme === 'https';
    }
  }
  return parsed.range() === 'unicast' && rules.ports.includes(port) && rules.schemes.includes(scheme);
}

function inNetwork(address: ipaddr.IPv4 | ipaddr.IPv6, network: string): boolean {
  const [base, bits] = ipaddr.isValidCIDR(network)
    ? ipaddr.parseCIDR(network)
    : ([ipaddr.parse(network), network.includes(':') ? 128 : 32] as const);
  if (address instanceof ipaddr.IPv4) return base instanceof ipaddr.IPv4 && address.match(base, bits);
  return base instanceof ipaddr.IPv6 && address.match(base, bits);
}
