import { BlockList, isIP, isIPv4 } from 'node:net';

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const SPECIAL_IPV4 = blockList('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/**
 * All that IANA ever gave to hosts. Whatever lies outside needs no list: loopback, unique local, link-local, site-local, multicast,
 * IPv4-mapped, IPv4-compatible, NAT64.
 *
 * @see https://www.iana.org/assignments/ipv6-address-space
 */
const GLOBAL_UNICAST_IPV6 = blockList('ipv6', [['2000::', 3]]);

/** @see https://www.iana.org/assignments/iana-ipv6-special-registry */
const SPECIAL_IPV6 = blockList('ipv6', [
  // Protocol assignments: Teredo, benchmarking, ORCHID and others.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  // The 6bone, long dissolved.
  ['3ffe::', 16],
  ['3fff::', 20],
]);

/** Whether an address is public: reachable from anywhere on the internet, not only from here. */
export function isGloballyRoutable(address: string): boolean {
  if (isIPv4(address)) {
    return !SPECIAL_IPV4.check(address, 'ipv4');
  }
  // A zone (`fe80::1%eth0`) makes an address local, whatever its prefix.
  if (isIP(address) !== 6 || address.includes('%')) {
    return false;
  }
  return GLOBAL_UNICAST_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6') && !isIsatap(address);
}

/**
 * An interface identifier that carries an IPv4 address, under any prefix. No CIDR can say it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5214#section-6.1
 */
function isIsatap(address: string): boolean {
  const [, , , , high, low] = groups(address);
  return low === 0x5efe && (high & ~0x0200) === 0;
}

function groups(address: string): number[] {
  // The parser writes an embedded IPv4 address as two groups.
  const canonical = URL.parse(`http://[${address}]`)!.hostname.slice(1, -1);
  const [head, tail] = canonical.split('::').map((part) => (part === '' ? [] : part.split(':')));
  const zeros = tail === undefined ? [] : Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...zeros, ...tail ?? []].map((group) => parseInt(group, 16));
}

function blockList(family: 'ipv4' | 'ipv6', subnets: readonly (readonly [prefix: string, length: number])[]): BlockList {
  const list = new BlockList();
  for (const [prefix, length] of subnets) {
    list.addSubnet(prefix, length, family);
  }
  return list;
}
