const HIDDEN_ADDRESS = '[internal address]';
const HIDDEN_SECRET = '[removed]';

/* Repetitions have bounds, those of names: otherwise the time grows with the square of a text that a stranger wrote. */

const URLS = /\b[a-z][a-z0-9+.-]{0,30}:\/\/(?:[^\s"'<>`\\@/]*@)?(?:\[[0-9a-f:.]*\])?[^\s"'<>`\\)\]}]*/gi;
const PRIVATE_IPV4 =
  /\b(?:(?:0|10|127)(?:\.\d{1,3}){3}|(?:169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))(?:\.\d{1,3}){2})(?::\d{1,5})?\b/g;
const PRIVATE_NAME = /\b(?:[a-z0-9_-]{1,63}\.){0,10}(?:localhost|[a-z0-9_-]{1,63}\.(?:internal|local|localdomain|lan|corp|intranet|svc|home\.arpa))\b(?::\d{1,5})?/gi;
/** Of this machine, of a link, of a private network (RFC 4193). */
const PRIVATE_IPV6 = /(?<![\w:.])(?:(?:0{0,4}:){2,7}0{0,3}1|(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f])(?::[0-9a-f]{0,4}){2,7}(?:%\w{1,15})?)(?::\d{1,5})?(?![\w:])/gi;
const SECRETS: readonly RegExp[] = [
  /\b(Bearer|Basic|DPoP|Digest)\s+[A-Za-z0-9._~+/=-]{8,}/gi,
  /\b(eyJ)[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*)?/g,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\b(gh[pousr]_|github_pat_|glpat-|[sr]k_(?:live|test)_|xox[abeprs]-|AIza)[A-Za-z0-9_-]{10,}/g,
  /(-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----)(?:(?!-----END)[^])*/g,
  /\b((?:pass(?:word|wd|phrase)?|pwd|secret|token)=["']?)[^\s"',;&}]+/gi,
  /\b((?:api[_-]?key|access[_-]?token|refresh[_-]?token|client[_-]?secret)["']?\s*[:=]\s*["']?)[^\s"',;&}]+/gi,
];
/** Lines of the stack traces of Node.js, Java, .NET and Python. */
const STACK_LINE = /^[ \t]*(?:at [^\n]*[(:][^\n]*|File "[^\n]*", line \d+[^\n]*|Traceback [^\n]*)(?:\n|$)/gm;

/** What an API says of a failure, without what it should not have said: addresses within its network, credentials, stack traces. */
export function withoutInternals(text: string): string {
  const addresses = text.replace(STACK_LINE, '').replace(URLS, publicUrl).replace(PRIVATE_IPV4, HIDDEN_ADDRESS).replace(PRIVATE_IPV6, HIDDEN_ADDRESS).replace(PRIVATE_NAME, HIDDEN_ADDRESS);
  return SECRETS.reduce((rest, secret) => rest.replace(secret, (_match, start: string) => `${start}${/^\w+$/.test(start) ? ' ' : ''}${HIDDEN_SECRET}`), addresses);
}

/** Without user, query and fragment, which may hold a credential. */
function publicUrl(text: string): string {
  const url = parsed(text);
  return url === undefined || isPrivateHost(url) ? HIDDEN_ADDRESS : `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

/** Whether the host is one that the caller could not reach, or should not know of. */
export function isPrivateHost({ hostname, protocol }: URL): boolean {
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return !isWeb || hostname.startsWith('[') || /^[\d.]+$/.test(hostname) || !hostname.includes('.') || hostname.replace(PRIVATE_NAME, '') === '';
}

function parsed(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
