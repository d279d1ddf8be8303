import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Chromium, DESKTOP, PHONE, SCREENSHOTS, startChromium } from './chromium';
import { Person, textOf } from '../../local/testing/person';
import { type LocalServer, startLocalServer, synthesize } from '../clients/local-server';
import { type SignedIn, signIn } from '../clients/sign-in/code-flow';
import { SIGN_IN_APP } from '../clients/sign-in/fixture';
import { temporaryDirectory } from '../support/temporary-directory';

declare const window: { axe: { run(context: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
declare const document: { documentElement: { scrollWidth: number; clientWidth: number }; querySelectorAll(selector: string): { open: boolean }[] };

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SECTIONS = ['Calls', 'People', 'Access', 'Audit', 'Faults'];
jest.setTimeout(60_000);

let chromium: Chromium;
let server: LocalServer;
let address: string;
let reader: SignedIn;
let page: Page;
/** What the browser said against the page. */
let complaints: string[];

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const app = await synthesize(SIGN_IN_APP, join(temporaryDirectory('local-page'), 'cdk.out'));
  server = await startLocalServer({ app, endpoint: 'stage' });
  address = `${new URL(server.mcpUrl).origin}/_local`;
  reader = await signIn(server, { user: 'reader', scope: 'weather:read offline_access' });
  chromium = await startChromium();
}, 120_000);

afterAll(async () => {
  await chromium?.close();
  await server?.stop();
});

beforeEach(async () => {
  page = await chromium.context.newPage();
  complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:')) {
      complaints.push(`request of ${request.url()}`);
    }
  });
  await page.goto(address);
  await page.getByText('Live').waitFor();
});
afterEach(() => page.close());

async function call(name: string, args: object, token = reader.accessToken): Promise<{ status: number; body: string }> {
  const response = await fetch(server.mcpUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'authorization': `Bearer ${token}` },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  return { status: response.status, body: await response.text() };
}

const open = (section: string) => page.getByRole('navigation').getByRole('link', { name: section }).click();
const refresh = ({ clientId, refreshToken }: SignedIn) => fetch(`${server.issuer}/token`, {
  method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken }),
});

test('shows a call as it is made, with its arguments, its result and what was logged, and makes it again', async () => {
  await call('get_forecast', { city: 'Reykjavík <b>&' });
  const entry = page.locator('details').first();
  await entry.getByText('ok', { exact: true }).waitFor();
  await entry.locator('summary').click();
  const text = await entry.innerText();
  for (const shown of ['get_forecast', 'Robin Reader', 'ms', '"city": "Reykjavík <b>&"', 'sunny', 'ServerMcpFunction: {"timestamp"']) {
    expect(text).toContain(shown);
  }

  await entry.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('a replay').waitFor({ state: 'attached' });
  const again = page.locator('details').first();
  await again.getByText('ok', { exact: true }).waitFor();
  expect(await again.innerText()).toContain('Robin Reader');
  expect(await page.locator('details').count()).toBe(2);
  expect(complaints).toEqual([]);
});

test('changes people: whoever is locked out cannot sign in, and groups are those of the next sign-in', async () => {
  await open('People');
  await page.getByRole('button', { name: 'Lock out Alex Admin' }).click();
  await page.getByRole('button', { name: 'Let in Alex Admin' }).waitFor();
  await expect(signIn(server, { user: 'admin', scope: 'weather:admin' })).rejects.toThrow('Choose who you are');
  await page.getByRole('button', { name: 'Let in Alex Admin' }).click();
  await page.getByRole('button', { name: 'Lock out Alex Admin' }).waitFor();

  await page.getByLabel('Groups of Gale Guest', { exact: true }).fill('readers, admins');
  await page.getByRole('button', { name: 'Change the groups of Gale Guest' }).click();
  const { issuer } = server.people![0];
  for (let looks = 0; looks < 50 && !textOf((await new Person().look(issuer)).html).includes('guest@example.com Groups: readers, admins'); looks += 1) {
    ;
  }
  const guest = await signIn(server, { user: 'guest', scope: 'weather:admin' });
  expect((await call('whoami', {}, guest.accessToken)).body).toContain('weather:admin');
  expect(complaints).toEqual([]);
});

test('ends a token, which its client replaces, and revokes what a client has', async () => {
  const client = await signIn(server, { user: 'reader', scope: 'weather:read offline_access' });
  await open('Access');
  const row = page.locator('#access tbody tr').first();
  await row.getByRole('button', { name: 'End this token' }).click();
  await row.getByText('expired').waitFor();
  expect((await call('get_forecast', { city: 'Oslo' }, client.accessToken)).status).toBe(401);

  const renewed = await (await refresh(client)).json() as { access_token: string; refresh_token: string };
  expect((await call('get_forecast', { city: 'Oslo' }, renewed.access_token)).status).toBe(200);
  await row.getByText('active').waitFor();
  await row.getByRole('button', { name: 'Revoke' }).click();
  await row.getByText('revoked').waitFor();
  expect((await refresh({ ...client, refreshToken: renewed.refresh_token })).status).toBe(400);
  expect(complaints).toEqual([]);
});

test('makes a tool and the table go wrong, until they are mended', async () => {
  await open('Faults');
  const inject = async (what: RegExp, how: string) => {
    const options = await page.getByLabel('What goes wrong').locator('option').allInnerTexts();
    await page.getByLabel('What goes wrong').selectOption(options.find((option) => what.test(option))!);
    await page.getByLabel('How', { exact: true }).selectOption(how);
    await page.getByRole('button', { name: 'Inject' }).click();
  };
  const mend = async () => {
    await page.getByRole('button', { name: /^Mend/ }).click();
    await page.getByText('Nothing is made to go wrong.').waitFor();
  };
  for (const how of ['fails', 'is throttled']) {
    await inject(/^function .*Weather/, how);
    await page.getByRole('cell', { name: how }).waitFor();
    expect((await call('get_forecast', { city: 'Oslo' })).body).toMatch(/"isError":true|"error":/);
    await mend();
  }
  await inject(/^table .*Registry/, 'is throttled');
  await page.getByRole('cell', { name: 'is throttled' }).waitFor();
  expect((await refresh(reader)).status).toBeGreaterThanOrEqual(500);
  await mend();
  expect((await call('get_forecast', { city: 'Oslo' })).body).toContain('sunny');
  expect(complaints).toEqual([]);
});

test('shows what the functions say of requests', async () => {
  await open('Audit');
  const lines = await page.locator('#audit tbody tr').allInnerTexts();
  expect(lines.some((line) => line.includes('tools/call') && line.includes('get_forecast'))).toBe(true);
  expect(lines.some((line) => line.includes('oauth/token') && line.includes('ok'))).toBe(true);
  expect(lines.join('\n')).not.toContain(reader.refreshToken);
});

test.each(['light', 'dark'] as const)('has no violation that axe finds, in any part (%s)', async (colorScheme) => {
  await page.emulateMedia({ colorScheme });
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  await page.evaluate(AXE);
  for (const section of SECTIONS) {
    await open(section);
    const { violations } = await page.evaluate(() => window.axe.run({ include: ['html'] }));
    expect([section, violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))]).toEqual([section, []]);
  }
});

test('fits a phone of 320 pixels without scrolling sideways', async () => {
  await page.setViewportSize(PHONE);
  for (const section of SECTIONS) {
    await open(section);
    const { scroll, client } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth }));
    expect([section, scroll]).toEqual([section, client]);
  }
});

test('can be looked at', async () => {
  for (const [look, viewport, colorScheme] of [['light', DESKTOP, 'light'], ['dark', DESKTOP, 'dark'], ['phone', PHONE, 'light']] as const) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => document.querySelectorAll('details').forEach((details, index) => (details.open = index === 0)));
    const picture = await page.screenshot({ path: join(SCREENSHOTS, `local-${look}.png`) });
    expect(picture.length).toBeGreaterThan(0);
  }
});
