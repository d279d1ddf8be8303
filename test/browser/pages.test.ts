import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Page } from 'playwright-core';
import { type Chromium, DESKTOP, PHONE, SCREENSHOTS, startChromium } from './chromium';
import { PAGE_HEADERS } from '../../src/pages/html/page-headers';
import { PAGES } from '../lambda-src/oauth/pages/samples';

/** What the functions that run in the page use of its world. */
declare const window: { axe: { run(context: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }; getSelection(): object };
declare const document: {
  documentElement: { scrollWidth: number; clientWidth: number };
  activeElement: object;
  querySelector(selector: string): object;
  querySelectorAll(selector: string): { open: boolean; removeAttribute(name: string): void }[];
};
declare function getComputedStyle(element: object): { borderRadius: string; outlineWidth: string };

/** Shown in every look; the others only in the light one. */
const MAIN_PAGES = ['consent', 'consent-unverified', 'connect'];

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const NAMES = Object.keys(PAGES);

let server: Server;
let origin: string;
/** To a browser another site: where an approval goes. */
let elsewhere: string;
let chromium: Chromium;

/** The pages as they are sent: with their headers, so that the browser enforces the policy. */
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.method === 'POST') {
      response.writeHead(303, { Location: `${elsewhere}/client` }).end();
      return;
    }
    const body = request.url === '/client' ? 'The client.' : PAGES[request.url!.slice(1)];
    response.writeHead(body === undefined ? 404 : 200, PAGE_HEADERS).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  elsewhere = `http://localhost:${port}`;
  chromium = await startChromium();
});

afterAll(async () => {
  await chromium?.close();
  await new Promise((closed) => server.close(closed));
});

async function open(name: string, viewport: { width: number; height: number }, colorScheme: 'light' | 'dark'): Promise<{ page: Page; complaints: string[] }> {
  const page = await chromium.context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && request.url() !== `${origin}/${name}`) {
      complaints.push(`request of ${request.url()}`);
    }
  });
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme });
  await page.goto(`${origin}/${name}`);
  return { page, complaints };
}

describe.each(NAMES)('the %s page', (name) => {
  test.each(['light', 'dark'] as const)('has no violation that axe finds (%s)', async (colorScheme) => {
    const { page } = await open(name, DESKTOP, colorScheme);
    await page.evaluate(() => document.querySelectorAll('details').forEach((details) => {
      details.removeAttribute('name');
      details.open = true;
    }));
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run({ include: ['html'] }));
    await page.close();
    expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html) }))).toEqual([]);
  });

  test('is styled, fetches nothing and makes the browser complain of nothing', async () => {
    const { page, complaints } = await open(name, DESKTOP, 'light');
    const radius = await page.evaluate(() => getComputedStyle(document.querySelector('main > div')).borderRadius);
    await page.close();
    expect(radius).toBe('14.4px');
    expect(complaints).toEqual([]);
  });

  test('fits a phone of 320 pixels without scrolling sideways', async () => {
    const { page } = await open(name, PHONE, 'light');
    const { scroll, client } = await page.evaluate(() => ({
      scroll: document.documentElement.scrollWidth, client: document.documentElement.clientWidth,
    }));
    await page.close();
    expect(scroll).toBeLessThanOrEqual(client);
  });
});

test('selects a whole command with one click', async () => {
  const { page } = await open('connect', DESKTOP, 'light');
  await page.locator('code.copy').first().click();
  const selected = await page.evaluate(() => String(window.getSelection()));
  await page.close();
  expect(selected.trim()).toBe('https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/mcp');
});

test('sends the decision with the button that was pressed, and lets the browser follow the redirect to the client', async () => {
  const { page } = await open('consent', DESKTOP, 'light');
  const posted = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', { name: 'Approve' }).click();
  const body = new URLSearchParams((await posted).postData()!);
  await page.waitForURL(`${elsewhere}/client`);
  await page.close();
  expect(Object.fromEntries(body)).toEqual({ transaction: 'Vq2ZnmIGYkQ', csrf: 'c2VjcmV0LXRva2Vu', decision: 'approve' });
});

test('is not shown in a frame (T26)', async () => {
  const page = await chromium.context.newPage();
  const answered = page.waitForResponse(`${origin}/consent`);
  await page.setContent(`<iframe src="${origin}/consent"></iframe>`);
  const { headers, framed } = { headers: (await answered).headers(), framed: await page.frames()[1].content() };
  await page.close();
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
  expect(framed).not.toContain('<form');
});

test('shows where the keyboard is', async () => {
  const { page } = await open('consent', DESKTOP, 'light');
  await page.keyboard.press('Tab');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
  await page.close();
  expect(outline).toBe('3px');
});

test.each(NAMES)('can be looked at: the %s page', async (name) => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const looks = [['light', DESKTOP, 'light'], ['dark', DESKTOP, 'dark'], ['phone', PHONE, 'light']] as const;
  for (const [look, viewport, colorScheme] of looks.slice(0, MAIN_PAGES.includes(name) ? undefined : 1)) {
    const { page } = await open(name, viewport, colorScheme);
    const picture = await page.screenshot({ path: join(SCREENSHOTS, `${name}-${look}.png`), fullPage: true });
    await page.close();
    expect(picture.length).toBeGreaterThan(0);
  }
});
