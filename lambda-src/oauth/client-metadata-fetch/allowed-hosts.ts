/** `any`, or a list of hosts; `*.example.com` matches every host below example.com. */
export type AllowedHosts = 'any' | readonly string[];

export function isAllowedHost(url: string, allowed: AllowedHosts): boolean {
  if (allowed === 'any') {
    return true;
  }
  const host = URL.parse(url)?.hostname;
  return host !== undefined && allowed.some((each) => (each.startsWith('*.') ? host.endsWith(each.slice(1)) : host === each));
}
