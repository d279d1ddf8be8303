// A local gateway in a process of its own, and a machine client that calls its server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';

/** Milliseconds of processor time that all threads of a process have taken. */
export function cpuOf({ pid }) {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}

/** The processes that a process has started. */
export function childrenOf({ pid }) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
    try {
      // After the name of its command, which may have spaces.
      return readFileSync(`/proc/${name}/stat`, 'utf8').split(') ').at(-1).split(' ')[1] === String(pid);
    } catch {
      return false;
    }
  }).map((name) => ({ pid: Number(name) }));
}

/**
 * @param cli the command's file
 * @returns its process and what its first line says, with the milliseconds until then
 */
export async function start(cli, args, options = {}) {
  const began = performance.now();
  const child = spawn(process.execPath, [cli, ...args, '--json', '--port', '0'], { stdio: ['ignore', 'pipe', 'ignore'], ...options });
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, 'line').then(([first]) => first), once(child, 'exit').then(([code]) => { throw new Error(`${cli} ${args.join(' ')} ended with ${code}`); })]);
  return {
    server: JSON.parse(line),
    milliseconds: performance.now() - began,
    cpu: cpuOf(child),
    child,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function json(url, init) {
  const response = await fetch(url, { method: 'POST', ...init });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  return response.json();
}

/** @returns a function that sends a method with its params, over kept connections, and returns the result */
export async function connect({ mcpUrl, issuer, registrationEndpoint, initialAccessToken }) {
  const { client_id: id, client_secret: secret } = await json(registrationEndpoint, {
    headers: { 'Content-Type': 'application/json', 'Authorization': `Bearer ${initialAccessToken}` },
    body: JSON.stringify({ client_name: 'Benchmark', grant_types: ['client_credentials'], response_types: [], redirect_uris: [], token_endpoint_auth_method: 'client_secret_basic' }),
  });
  const { access_token: token } = await json(`${issuer}/token`, {
    headers: { Authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: mcpUrl }),
  });
  const { post, close } = poster(mcpUrl, token);
  const send = async (method, params = {}) => {
    const { status, text } = await post(method, params);
    const { result } = status === 200 ? JSON.parse(text) : {};
    if (result === undefined || result.isError) throw new Error(`${method} is answered ${status}: ${text}`);
    return result;
  };
  return { send, close };
}

/** @returns a function that posts a method with its params, over kept connections */
export function poster(url, token) {
  const agent = new Agent({ keepAlive: true });
  const headers = {
    'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'Authorization': `Bearer ${token}`, 'MCP-Protocol-Version': '2025-11-25',
  };
  const post = (method, params) => new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('error', reject).on('end', () => resolve({ status: incoming.statusCode, text }));
    });
    outgoing.on('error', reject).end(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  });
  return { post, close: () => agent.destroy() };
}
