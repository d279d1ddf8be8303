import { randomBytes, randomUUID } from 'node:crypto';
import { FAULT_KINDS, FAULT_TARGETS, type FaultKind, type FaultTarget } from './faults';
import type { Recording } from './recording-handler';
import type { PageState } from './state';
import { isObject, type Json } from '../../cloud-assembly/template';
import type { GatewayRequest, Pair } from '../../gateway/request';

/** The longest that somebody may be made to wait, milliseconds. */
const SLOW_MAX = 60_000;

/** What the page asked for cannot be done. */
export class ActionRefused extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** What the page can do, by the path below `/_local/api/`. Each takes the members of a JSON object. */
export const ACTIONS: { readonly [path: string]: (state: PageState, api: Recording, body: Json) => unknown } = {
  'calls/replay': replay,
  'people/lock': (state, _api, body) => changePerson(state, body, (people, sub) => people.setLocked(sub, body.locked === true)),
  'people/groups': (state, _api, body) => changePerson(state, body, (people, sub) => people.setGroups(sub, groupsOf(body.groups))),
  'grants/expire': (state, _api, body) => found(state.access.expire(String(body.id)), 'grant'),
  'grants/revoke': revoke,
  'faults/inject': inject,
  'faults/mend': (state, _api, { target, name }) => state.faults.mend(target as FaultTarget, String(name)),
};

async function replay(state: PageState, api: Recording, { id }: Json): Promise<unknown> {
  const request = state.calls.requestOf(String(id));
  if (request === undefined) {
    throw new ActionRefused(404, 'this call is no longer remembered');
  }
  const again = renewed(request);
  const { reply } = await api.repeat(again, String(id));
  if (!Buffer.isBuffer(reply.body)) {
    reply.body.resume();
  }
  return { id: again.requestId };
}

async function revoke(state: PageState, api: Recording, { id }: Json): Promise<unknown> {
  const revocation = state.access.revocationOf(String(id));
  const { issuer } = state.deployed.served;
  if (revocation === undefined || issuer === undefined) {
    throw new ActionRefused(404, 'there is no such grant');
  }
  const url = new URL(`${issuer}/revoke`);
  const { reply } = await api.handle(formRequest(url, revocation.form, revocation.authorization), false);
  if (!Buffer.isBuffer(reply.body)) {
    reply.body.resume();
  }
  if (reply.status !== 200) {
    throw new ActionRefused(409, `the server answered ${reply.status}: a client that proves itself with a key of its own can only end its access itself`);
  }
  state.access.revoked(String(id));
  return {};
}

function changePerson(state: PageState, { issuer, sub }: Json, change: (people: PageState['deployed']['providers'][number]['people'], sub: string) => boolean): unknown {
  const provider = state.deployed.providers.find((each) => each.issuer === issuer);
  found(provider !== undefined && change(provider.people, String(sub)), 'person');
  state.changes.tell('people');
  return {};
}

function inject(state: PageState, _api: Recording, { target, name, kind, milliseconds }: Json): unknown {
  const known = target === 'table' ? state.deployed.tables : state.deployed.functions;
  if (!FAULT_TARGETS.includes(target as FaultTarget) || !FAULT_KINDS.includes(kind as FaultKind) || !known.includes(String(name))) {
    throw new ActionRefused(400, 'there is no such function, table or fault');
  }
  const delay = milliseconds === undefined ? 0 : Number(milliseconds);
  if (!Number.isInteger(delay) || delay < 0 || delay > SLOW_MAX) {
    throw new ActionRefused(400, `milliseconds must be a whole number from 0 to ${SLOW_MAX}`);
  }
  state.faults.inject({ target: target as FaultTarget, name: String(name), kind: kind as FaultKind, milliseconds: delay });
  return {};
}

function groupsOf(groups: unknown): readonly string[] {
  if (!Array.isArray(groups) || !groups.every((group) => typeof group === 'string' && group !== '')) {
    throw new ActionRefused(400, 'groups must be a list of texts');
  }
  return groups as string[];
}

function found(exists: boolean, what: string): unknown {
  if (!exists) {
    throw new ActionRefused(404, `there is no such ${what}`);
  }
  return {};
}

const renewed = (request: GatewayRequest): GatewayRequest => (
  { ...request, requestId: randomUUID(), extendedRequestId: `${randomBytes(11).toString('base64url')}=`, receivedAt: Date.now() });

function formRequest(url: URL, form: URLSearchParams, authorization: string | undefined): GatewayRequest {
  const headers: Pair[] = [['Host', url.host], ['Content-Type', 'application/x-www-form-urlencoded']];
  return renewed({
    method: 'POST',
    fullPath: url.pathname,
    query: [],
    headers: authorization === undefined ? headers : [...headers, ['Authorization', authorization]],
    body: Buffer.from(form.toString()),
    sourceIp: '127.0.0.1',
    requestId: '',
    extendedRequestId: '',
    receivedAt: 0,
  });
}

/** The members of a JSON object. @throws ActionRefused */
export function membersOf(body: Buffer): Json {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (isObject(parsed)) {
      return parsed;
    }
  } catch {
    // Said below.
  }
  throw new ActionRefused(400, 'the body must be a JSON object');
}
