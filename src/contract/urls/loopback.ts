/** As URL parsers write them. */
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether a host leads to the computer on which it is read. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOSTS.has(host.toLowerCase());
}

/** Whether a host leads there by any of its names: all of 127.0.0.0/8, and what ends in `.localhost` (RFC 6761, section 6.3). */
export function leadsToLoopback(host: string): boolean {
  return isLoopbackHost(host) || host.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(host);
}
