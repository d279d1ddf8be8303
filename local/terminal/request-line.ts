import { Style } from './style';
import { Handled } from '../gateway/gateway';
import { GatewayRequest } from '../gateway/request';

const summary = (method: string, target: unknown) => (typeof target === 'string' ? `${method} ${target}` : method);

/** What a JSON-RPC body asks for: `tools/call get_forecast`. Empty for anything else. */
export function rpcSummary(body: Buffer): string {
  if (body.length === 0 || body[0] !== 0x7b) {
    return '';
  }
  try {
    const { jsonrpc, method, params } = JSON.parse(body.toString('utf8')) as { jsonrpc?: unknown; method?: unknown; params?: { name?: unknown; uri?: unknown } };
    if (jsonrpc !== '2.0' || typeof method !== 'string') {
      return '';
    }
    return summary(method, params?.name ?? params?.uri);
  } catch {
    return '';
  }
}

/** Nothing that a client sends may move the cursor. */
export const printable = (text: string) => text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?').slice(0, 200);

let last = { second: -1, text: '' };

/** Of the day. */
export function time(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000);
  if (second !== last.second) {
    last = { second, text: new Date(milliseconds).toTimeString().slice(0, 8) };
  }
  return last.text;
}

const paintStatus = (status: number, style: Style) => {
  if (status >= 500) {
    return style.red(String(status));
  }
  return status >= 400 ? style.yellow(String(status)) : style.green(String(status));
};

/** How every client begins: it asks without a token where it gets one, and then for documents where they may be. */
const isDiscovery = ({ method, fullPath, headers }: GatewayRequest, status: number) => (status === 401
  ? !headers.some(([name]) => name.toLowerCase() === 'authorization')
  : method === 'GET' && (status === 403 || status === 404) && /^\/(?:.*\/)?\.well-known\//.test(fullPath));

/** Whether a request is shown to somebody who builds tools: what went wrong. */
export const isTold = (request: GatewayRequest, { reply: { status }, reason }: Handled): boolean => (
  (status >= 400 || reason !== undefined) && !isDiscovery(request, status));

/**
 * One request on one line: time, method, path, what it asks for, status, duration, and why it failed.
 *
 * @param server that handled it, where there are several
 */
export function requestLine(request: GatewayRequest, { reply, reason, question }: Handled, milliseconds: number, style: Style, server?: string): string {
  const rpc = question === undefined ? rpcSummary(request.body) : summary(question.method, question.name);
  return [
    style.dim(time(request.receivedAt)),
    ...server === undefined ? [] : [style.dim(server)],
    request.method.padEnd(6),
    printable(request.fullPath),
    ...rpc === '' ? [] : [style.cyan(printable(rpc))],
    paintStatus(reply.status, style),
    style.dim(`${milliseconds} ms`),
    ...reason === undefined ? [] : [style.dim(printable(reason))],
  ].join(' ');
}
