import { Style } from './style';
import { Handled } from '../gateway/gateway';
import { GatewayRequest } from '../gateway/request';

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
    const target = params?.name ?? params?.uri;
    return typeof target === 'string' ? `${method} ${target}` : method;
  } catch {
    return '';
  }
}

/** Nothing that a client sends may move the cursor. */
export const printable = (text: string) => text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, '?').slice(0, 200);

/** Of the day. */
export const time = (milliseconds: number) => new Date(milliseconds).toTimeString().slice(0, 8);

const paintStatus = (status: number, style: Style) => {
  if (status >= 500) {
    return style.red(String(status));
  }
  return status >= 400 ? style.yellow(String(status)) : style.green(String(status));
};

/**
 * One request on one line: time, method, path, what it asks for, status, duration, and why it failed.
 *
 * @param server that handled it, where there are several
 */
export function requestLine(request: GatewayRequest, { reply, reason }: Handled, milliseconds: number, style: Style, server?: string): string {
  const rpc = rpcSummary(request.body);
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
