import type { Administrator, Answer } from './administrator';
import { ADMIN_HELP, type AdminCommand, parseAdminCommand, type Target } from './command-line';
import { administratorHere } from './on-this-machine';
import { table } from './table';
import { keptDirectory } from '../dev/kept-directory';
import { LocalError } from '../errors/local-error';

export interface Output {
  /** What was asked for. */
  write(text: string): void;
  /** What people may want to know besides. */
  note(text: string): void;
}

/** `remote-mcp admin`. @throws LocalError */
export async function administer(args: readonly string[], directory: string, output: Output): Promise<void> {
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    output.write(ADMIN_HELP);
    return;
  }
  const { request, target, json } = parseAdminCommand(args);
  const administrator = await administratorOf(target, directory);
  output.note(`${administrator.where}\n`);
  const answer = await answerOf(request, administrator);
  output.write(json ? `${JSON.stringify(answer, undefined, 2)}\n` : shown(answer, request));
}

async function administratorOf(target: Target, directory: string): Promise<Administrator> {
  if (target.kind === 'local') {
    return administratorHere(target.url, keptDirectory(directory).directory);
  }
  const { administratorOnAws } = await import('./on-aws');
  return administratorOnAws(target);
}

/** All pages of a list of clients. @throws LocalError AdministrationRefused */
async function answerOf(request: AdminCommand['request'], administrator: Administrator): Promise<Answer> {
  const clients: unknown[] = [];
  for (let from: unknown; ;) {
    const { next, ...answer } = await administrator.ask(from === undefined ? request : { ...request, from });
    if (typeof answer.error === 'string') {
      throw new LocalError('AdministrationRefused', inCommands(answer.error));
    }
    if (!Array.isArray(answer.clients)) {
      return answer;
    }
    clients.push(...answer.clients);
    if (next === undefined) {
      return { clients };
    }
    from = next;
  }
}

type Item = { readonly [name: string]: unknown };

/** The function names the events that it takes; who reads this types commands. */
const inCommands = (message: string): string => message.replace(/\b(?:list|revoke|remove)(?:Clients?|Grants?|Keys?)\b/g, (name) => name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`));

function shown(answer: Answer, { person }: AdminCommand['request']): string {
  if (Array.isArray(answer.clients)) {
    return list(['CLIENT', 'NAME', 'KNOWN BY', 'REGISTERED', 'ENDS UNUSED'], answer.clients as Item[], 'no client', (client) => [
      text(client.client), text(client.name), KINDS[text(client.kind)] ?? '', time(client.registeredAt), time(client.expiresAt),
    ]);
  }
  if (Array.isArray(answer.grants)) {
    return list(['GRANT', 'CLIENT', 'NAME', 'SIGNED IN', 'REFRESHED', 'ENDS'], answer.grants as Item[], `nobody of this ${typeof person === 'string' ? 'subject' : 'issuer and subject'} has a grant`, (grant) => [
      text(grant.grant), text(grant.client), text(grant.clientName), time(grant.signedInAt), time(grant.refreshedAt), time(grant.expiresAt),
    ]);
  }
  if (Array.isArray(answer.keys)) {
    return list(['KEY', 'USE', 'PUBLISHED UNTIL'], answer.keys as Item[], 'no key', (key) => [text(key.key), text(key.use), time(key.publishedUntil)]);
  }
  if (Array.isArray(answer.rotatedSecrets)) {
    return table(['ROTATED'], (answer.rotatedSecrets as string[]).map((name) => [name]));
  }
  const ended = [answer.revokedGrants ?? answer.revokedGrant ?? answer.revokedClient ?? answer.removedKey].flat() as string[];
  return ended.length === 0 ? 'nothing was there to end\n' : table(['ENDED'], ended.map((id) => [id]));
}

const KINDS: { readonly [kind: string]: string } = { declared: 'the app', document: 'its document', registered: 'registration' };

function list(head: readonly string[], items: readonly Item[], none: string, row: (item: Item) => readonly string[]): string {
  return items.length === 0 ? `${none}\n` : table(head, items.map(row));
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** @param seconds since 1970 */
const time = (seconds: unknown): string => (typeof seconds === 'number' ? new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ') : '');
