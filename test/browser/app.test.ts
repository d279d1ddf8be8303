import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { getToolUiResourceUri } from '@modelcontextprotocol/ext-apps/app-bridge';
import { build } from 'esbuild';
import { type Chromium, startChromium } from './chromium';
import { serveExample } from '../examples/support/serve-example';

// Of the browser.
declare function show(...given: unknown[]): Promise<void>;
declare function getComputedStyle(element: unknown): { color: string };

/** A host as its library's documentation sets it up: the app in a sandboxed frame, and a bridge to it. */
const HOST = `
  import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge';

  window.show = async (html, args, result) => {
    const frame = document.createElement('iframe');
    frame.sandbox = 'allow-scripts';
    frame.width = 160;
    document.body.append(frame);
    const bridge = new AppBridge(null, { name: 'host', version: '1.0.0' }, {}, { hostContext: { styles: { variables: { '--color-text-primary': 'rgb(1, 2, 3)' } } } });
    bridge.onsizechange = ({ height }) => { frame.height = height; };
    bridge.oninitialized = async () => {
      await bridge.sendToolInput({ arguments: args });
      await bridge.sendToolResult(result);
    };
    await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
    frame.srcdoc = html;
  };
`;

/** Of a frame that says nothing, pixels. */
const UNTOLD_HEIGHT = 150;
jest.setTimeout(60_000);

const { connect } = serveExample('skills-and-apps');
let chromium: Chromium;
let host: string;
beforeAll(async () => {
  const { outputFiles: [script] } = await build({ stdin: { contents: HOST, resolveDir: import.meta.dirname }, bundle: true, write: false, logLevel: 'error' });
  host = script.text;
  chromium = await startChromium();
}, 60_000);
afterAll(() => chromium?.close());

test('the example\'s app shows a result in a host on the official library, in its colors and at its own height', async () => {
  const client = await connect('2026-07-28');
  const { tools: [tool] } = await client.listTools();
  const { contents: [app] } = await client.readResource({ uri: getToolUiResourceUri(tool as never)! });
  const args = { city: 'Oslo', days: 3 };
  const result = await client.callTool({ name: tool.name, arguments: args });
  const page = await chromium.context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'debug' || complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.setContent('<!doctype html><title>host</title>');
  await page.addScriptTag({ content: host });

  await page.evaluate((given) => show(...given), [(app as { text: string }).text, args, result]);

  const frame = page.frameLocator('iframe');
  await frame.getByText('Day 3').waitFor();
  expect(await frame.locator('h1').textContent()).toBe('Oslo');
  expect(await frame.locator('li').count()).toBe(3);
  expect(await frame.locator('body').evaluate((body) => getComputedStyle(body).color)).toBe('rgb(1, 2, 3)');
  const height = await frame.locator('html').evaluate(({ scrollHeight }: { scrollHeight: number }) => scrollHeight);
  expect(height).toBeGreaterThan(UNTOLD_HEIGHT);
  await page.locator(`iframe[height="${height}"]`).waitFor();
  expect(complaints).toEqual([]);
});
