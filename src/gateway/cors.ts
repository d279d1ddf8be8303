import { velocityString } from './velocity';
import { Route, RouteCors } from '../contract/gateway/routes';

/** Headers of a mock answer, and the template that must precede its body. */
export interface CorsAnswer {
  readonly headers: { readonly [name: string]: string };
  readonly template: string;
}

/** `*` does not cover Authorization; the names are for browsers that don't know it. No cookie or other credential is involved. */
const ALLOWED_HEADERS = 'Authorization,Content-Type,Accept,DPoP,Last-Event-ID,MCP-Protocol-Version,Mcp-Method,Mcp-Name,*';
const MAX_AGE_SECONDS = 7200;

/** Lets a page of the origin read the answer. */
export function corsAnswer(cors: RouteCors, allowedOrigins: readonly string[]): CorsAnswer {
  if (cors === 'none' || (cors === 'allowed-origins' && allowedOrigins.length === 0)) {
    return { headers: {}, template: '' };
  }
  if (cors === 'any-origin') {
    return { headers: { 'Access-Control-Allow-Origin': '*' }, template: '' };
  }
  // One origin at most may be named: the first, or the one that asks where it is another of the list.
  const [first, ...others] = allowedOrigins;
  return { headers: { 'Access-Control-Allow-Origin': first, 'Vary': 'Origin' }, template: others.length === 0 ? '' : echoOrigin(others) };
}

/** Answers a browser's preflight for the routes of one path; undefined where no page may call them. */
export function preflightAnswer(routes: readonly Route[], allowedOrigins: readonly string[]): CorsAnswer | undefined {
  const { headers, template } = corsAnswer(routes[0].cors, allowedOrigins);
  if (!headers['Access-Control-Allow-Origin']) {
    return undefined;
  }
  return {
    template,
    headers: {
      ...headers,
      'Access-Control-Allow-Methods': routes.flatMap((route) => route.methods).join(','),
      'Access-Control-Allow-Headers': ALLOWED_HEADERS,
      'Access-Control-Max-Age': MAX_AGE_SECONDS.toString(),
    },
  };
}

/** HTTP/2 clients write header names in lower case, and this map has them as the client wrote them. */
function echoOrigin(origins: readonly string[]): string {
  const condition = origins.map((origin) => `$origin == ${velocityString(origin)}`).join(' || ');
  return [
    "#set($origin = $input.params().header.get('Origin'))",
    "#if(!$origin || $origin == '')#set($origin = $input.params().header.get('origin'))#end",
    `#if(${condition})#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end`,
    '',
  ].join('\n');
}
