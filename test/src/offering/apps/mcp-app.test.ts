import * as fs from 'node:fs';
import * as path from 'node:path';
import { McpAppPermission, McpAppProps, McpMeta } from '../../../../src';
import { McpApp } from '../../../../src/offering/apps/mcp-app';
import { codeOf, fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterEach(removeTemporaryDirectories);

const PAGE = '<!doctype html><title>Forecast</title>';

function page(html: string | Buffer = PAGE): string {
  const file = path.join(temporaryDirectory(), 'app.html');
  fs.writeFileSync(file, html);
  return file;
}

const app = (props: Partial<McpAppProps> = {}, html?: string | Buffer, uri = 'ui://weather/forecast') =>
  McpApp.fromAsset(uri, page(html), { name: 'forecast', tools: ['a'], ...props });

/** The tools and resources that a client of 2026-07-28 is shown. */
function listed(apps: readonly McpApp[], toolMeta?: McpMeta): { readonly tools: any[]; readonly resources: any[]; readonly contents: any[] } {
  const { offering, tool } = fixture();
  apps.forEach((each) => offering.addApp(each));
  offering.addTool(tool({ meta: toolMeta }));
  const directory = temporaryDirectory();
  offering.writeCatalogue(directory);
  const json = (file: string) => JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'));
  const { revisions, resources } = json('catalogue.json');
  const { lists } = revisions['2026-07-28'];
  return {
    tools: json(lists['tools/list'].first).tools,
    resources: json(lists['resources/list'].first).resources,
    contents: Object.values<any>(resources).map(({ contents }) => json(contents)[0]),
  };
}

describe('an app', () => {
  test('is named by the tools that show it, also for hosts that read the older key, beside what their _meta says', () => {
    const { tools } = listed([app()], McpMeta.fromJson({ 'com.example/team': 'weather' }));

    expect(tools[0]._meta).toEqual({ 'com.example/team': 'weather', 'ui': { resourceUri: 'ui://weather/forecast' }, 'ui/resourceUri': 'ui://weather/forecast' });
  });

  test('may have tools that only it calls', () => {
    const { tools } = listed([app({ tools: [], appOnlyTools: ['a'] })]);

    expect(tools[0]._meta.ui).toEqual({ resourceUri: 'ui://weather/forecast', visibility: ['app'] });
  });

  test('says what it may do in the list and with its page, in the words of each host', () => {
    const contentSecurityPolicy = { connectDomains: ['https://api.example.com', 'wss://live.example.com:8443'], resourceDomains: ['https://*.example.com'] };

    const { resources, contents } = listed([app({ contentSecurityPolicy, permissions: [McpAppPermission.CLIPBOARD_WRITE], prefersBorder: false })]);
    const meta = {
      'ui': { csp: contentSecurityPolicy, permissions: { clipboardWrite: {} }, prefersBorder: false },
      'openai/widgetCSP': { connect_domains: contentSecurityPolicy.connectDomains, resource_domains: contentSecurityPolicy.resourceDomains },
      'openai/widgetPrefersBorder': false,
    };

    expect(resources[0]).toMatchObject({ uri: 'ui://weather/forecast', mimeType: 'text/html;profile=mcp-app', _meta: meta });
    expect(contents[0]).toEqual({ uri: 'ui://weather/forecast', mimeType: 'text/html;profile=mcp-app', text: PAGE, _meta: meta });
  });

  test.each<[string, string, Partial<McpAppProps>, (string | Buffer)?, string?]>([
    ['has a URI of another scheme', 'InvalidAppUri', {}, PAGE, 'https://weather.example/forecast'],
    ['has a URI that clients write otherwise', 'InvalidAppUri', {}, PAGE, 'ui://weather/a b'],
    ['has no name', 'MissingResourceName', { name: ' ' }],
    ['belongs to no tool', 'AppWithoutTools', { tools: [] }],
    ['has a tool twice', 'AppToolTwice', { appOnlyTools: ['a'] }],
    ['is no HTML5 document', 'InvalidAppHtml', {}, '<div>Forecast</div>'],
    ['is not UTF-8', 'InvalidAppHtml', {}, Buffer.from([0xe4])],
    ['may reach everything', 'InvalidAppOrigin', { contentSecurityPolicy: { connectDomains: ['*'] } }],
    ['may reach every host', 'InvalidAppOrigin', { contentSecurityPolicy: { connectDomains: ['https://*'] } }],
    ['has a path in an origin', 'InvalidAppOrigin', { contentSecurityPolicy: { resourceDomains: ['https://cdn.example.com/lib'] } }],
    ['adds a directive', 'InvalidAppOrigin', { contentSecurityPolicy: { frameDomains: ['https://a.example; script-src *'] } }],
    ['reaches a host without TLS', 'InvalidAppOrigin', { contentSecurityPolicy: { baseUriDomains: ['http://example.com'] } }],
    ['requires a scope that there is not', 'UnknownScope', { requiredScopes: ['read'] }],
  ])('that %s is refused: %s', (...[, code, props, html, uri]) => {
    const { offering } = fixture();

    expect(codeOf(() => offering.addApp(app(props, html, uri)))).toBe(code);
  });

  test('that shows a tool that there is not, or that another shows, is refused when all are known', () => {
    expect(codeOf(() => listed([app({ tools: ['b'] })]))).toBe('UnknownAppTool');
    expect(codeOf(() => listed([app(), app({}, PAGE, 'ui://weather/other')]))).toBe('ToolWithTwoApps');
    expect(codeOf(() => listed([app()], McpMeta.fromJson({ ui: { resourceUri: 'ui://weather/own' } })))).toBe('ToolWithTwoApps');
  });

  test('has a URI of its own', () => {
    expect(codeOf(() => listed([app(), app({ tools: ['b'] })]))).toBe('DuplicateResourceUri');
  });
});
