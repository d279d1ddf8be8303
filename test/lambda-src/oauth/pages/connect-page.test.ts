import { describe, expect, test } from '@jest/globals';
import { attribute, HtmlDocument } from './html-document';
import { CONNECT } from './samples';
import { connectPage } from '../../../../src/pages/connect-page';
import { pageTexts } from '../../../../src/pages/page-texts';

const URL_OF_SERVER = CONNECT.url;
const TOKEN = '${Token[TOKEN.1234]}';
const links = (document: HtmlDocument) => document.elements('a').map((link) => attribute(link, 'href')!);

describe('how to connect', () => {
  const document = new HtmlDocument(connectPage(CONNECT));

  test('is told for every client', () => {
    expect(document.texts('summary').slice(0, 6)).toEqual(['Claude', 'Claude Code', 'ChatGPT', 'Visual Studio Code', 'Cursor', 'Another app']);
  });

  test('has the URL and each command to copy', () => {
    expect(document.elements('code').filter((code) => attribute(code, 'class') === 'copy').length).toBeGreaterThanOrEqual(8);
    expect(document.texts('code')).toEqual(expect.arrayContaining([
      URL_OF_SERVER,
      `claude mcp add --transport http weather ${URL_OF_SERVER}`,
      `code --add-mcp '{"name":"weather","type":"http","url":"${URL_OF_SERVER}"}'`,
      `{ "mcpServers": { "weather": { "url": "${URL_OF_SERVER}" } } }`,
    ]));
  });

  test('has links that open Claude, Visual Studio Code and Cursor with the server filled in', () => {
    const [claude, vscode, cursor] = links(document).map((link) => new URL(link));
    expect(claude.searchParams.get('connectorName')).toBe('Weather');
    expect(claude.searchParams.get('connectorUrl')).toBe(URL_OF_SERVER);
    expect(JSON.parse(decodeURIComponent(vscode.search.slice(1)))).toEqual({ name: 'weather', type: 'http', url: URL_OF_SERVER });
    expect(cursor.searchParams.get('name')).toBe('weather');
    expect(JSON.parse(Buffer.from(cursor.searchParams.get('config')!, 'base64').toString())).toEqual({ url: URL_OF_SERVER });
  });

  test('uses a name that every client accepts', () => {
    expect(connectPage({ ...CONNECT, name: 'My.Weather Server' })).toContain('--transport http My-Weather-Server https');
  });

  test('is left out where people cannot sign in', () => {
    const machinesOnly = new HtmlDocument(connectPage({ ...CONNECT, interactiveSignIn: false }));
    expect(machinesOnly.text()).toContain('Only programs can connect');
    expect(machinesOnly.texts('summary')).toEqual(['Tools: 3', 'Resources: 1', 'Prompts: 1']);
  });
});

describe('what the server offers', () => {
  test('is listed, with titles and short descriptions', () => {
    const document = new HtmlDocument(connectPage({ ...CONNECT, tools: [{ name: 'a', title: 'Title', description: 'x'.repeat(5000) }] }));
    expect(document.texts('li').at(-3)).toBe(`Title a${'x'.repeat(199)}…`);
  });

  test('is cut short where it is long: the page is part of a template', () => {
    const tools = Array.from({ length: 300 }, (_, index) => ({ name: `tool_${index}`, description: 'y'.repeat(2000) }));
    const page = connectPage({ ...CONNECT, tools });
    expect(new HtmlDocument(page).text()).toContain('and 260 more');
    expect(page.length).toBeLessThan(40_000);
  });

  test('may be nothing', () => {
    expect(new HtmlDocument(connectPage({ ...CONNECT, tools: [], resources: [], prompts: [] })).text()).toContain('Nothing yet.');
  });
});

describe('at synthesis', () => {
  test('keeps the markers of tokens whole, however long the text around them', () => {
    const page = connectPage({
      ...CONNECT,
      name: TOKEN,
      title: TOKEN,
      description: `${'z'.repeat(400)}${TOKEN}`,
      url: `https://${TOKEN}/mcp`,
      websiteUrl: TOKEN,
      encodeBase64: () => TOKEN,
      tools: [{ name: 'a', description: `${'z'.repeat(195)}${TOKEN}` }],
    });
    expect(page.split('${Token[')).toHaveLength(page.split(TOKEN).length);
  });

  test('gives Velocity nothing to read: no # and no $ outside the markers of tokens', () => {
    const hostile = '#set($a = 1)$a ${b} #foreach #* $!{c} ##';
    const page = connectPage({
      ...CONNECT,
      title: hostile,
      description: hostile,
      url: `https://${TOKEN}/mcp`,
      texts: pageTexts({ connectWhat: hostile }),
      tools: [{ name: 'a', title: hostile, description: hostile }],
    });
    expect(page.split(TOKEN).join('')).not.toMatch(/[#$]/);
    expect(new HtmlDocument(page).texts('strong')).toContain(hostile);
  });
});

test('T25: no value adds an element or an attribute', () => {
  const injection = '"><img src=x onerror=alert(1)>';
  const item = { name: injection, title: injection, description: injection };
  const page = connectPage({
    ...CONNECT, name: injection, title: injection, description: injection, websiteUrl: injection, tools: [item], resources: [item], prompts: [item],
  });
  expect(new HtmlDocument(page).vocabulary()).toEqual(new HtmlDocument(connectPage(CONNECT)).vocabulary());
});

test('has texts that can be replaced, whose emphasis is markup and whose markup is text', () => {
  const document = new HtmlDocument(connectPage({ ...CONNECT, texts: pageTexts({ connectWhat: 'Ein **MCP-Server** namens {server}. <b>{nobody}</b>' }) }));
  expect(document.text()).toContain('Ein MCP-Server namens Weather. <b>{nobody}</b>');
  expect(document.texts('strong')).toContain('MCP-Server');
});

test('on loopback, apps of the same machine come first: others cannot reach it', () => {
  const titles = (page: string) => [...page.matchAll(/<summary>([^<]*)<\/summary>/g)].map(([, title]) => title).slice(0, 6);
  const at = (place: 'loopback' | 'anywhere') => titles(connectPage({ ...CONNECT, byPlace: (loopback, anywhere) => ({ loopback, anywhere })[place] }));

  expect(at('loopback')).toEqual(['Claude Code', 'Visual Studio Code', 'Cursor', 'Another app', 'Claude', 'ChatGPT']);
  expect(at('anywhere')).toEqual(titles(connectPage(CONNECT)));
  expect(at('anywhere')[0]).toBe('Claude');
});
