import { describe, expect, test } from '@jest/globals';
import { redirectUriProblem } from '../../../../src/contract/urls/redirect-uri';

describe('a redirect URI may be', () => {
  test.each([
    'https://claude.ai/api/mcp/auth_callback',
    'https://chatgpt.com/connector/oauth/abc?x=1',
    'https://vscode.dev/redirect',
    'https://example.com',
    'https://example.com:8443/cb',
    'https://xn--bcher-kva.example/cb',
    'http://127.0.0.1:33418/',
    'http://127.0.0.1/callback',
    'http://localhost:6274/oauth/callback/debug',
    'http://[::1]:3000/cb',
    'cursor://anysphere.cursor-mcp/oauth/callback',
    'claude://claude.ai/mcp/auth_callback',
    'raycast://oauth?package_name=Extension',
    'vscode://saoudrizwan.claude-dev/mcp-auth/callback/0f3c',
    'vscode-insiders://publisher.extension/callback',
    'vscodium://publisher.extension/callback',
    'warp://mcp/oauth2callback',
    'windsurf://codeium.windsurf/callback',
    'zed://oauth/callback',
    'com.example.app:/oauth2redirect',
    'COM.Example.app:/oauth2redirect',
    'io.github.some-body.x2:/cb',
    'https://example.com/cb?iss=https%3A%2F%2Fevil.example',
    'https://example.com/a..b/.well-known/cb',
  ])('%s', (uri) => {
    expect(redirectUriProblem(uri)).toBeUndefined();
  });
});

describe('a redirect URI may not be', () => {
  test.each([
    ['T4 a script', 'javascript:alert(1)', 'scheme'],
    ['a scheme alone', 'omitted:', 'somewhere'],
    ['T4 a script in other letters', 'JaVaScRiPt:alert(1)', 'scheme'],
    ['T4 a script with a tab', 'java\tscript:alert(1)', 'characters'],
    ['T4 a document', 'data:text/html,x', 'scheme'],
    ['T4 a blob', 'blob:https://example.com/1', 'scheme'],
    ['a file', 'file:///etc/passwd', 'scheme'],
    ['a macro', 'vbscript:x', 'scheme'],
    ['a page source', 'view-source:https://example.com', 'scheme'],
    ['an Android intent', 'intent://x#Intent;end', 'scheme'],
    ['T4 the troubleshooter of Windows', 'ms-msdt:/id', 'ms-msdt scheme'],
    ['T4 a search on a share', 'search-ms:query=x&crumb=location:\\\\evil', 'characters'],
    ['T4 a search', 'search-ms:query=x', 'search-ms scheme'],
    ['T4 a share', 'smb://evil.example/share', 'smb scheme'],
    ['T4 a browser', 'microsoft-edge:https://evil.example', 'microsoft-edge scheme'],
    ['T4 the settings of Windows', 'ms-settings:privacy', 'ms-settings scheme'],
    ['T4 the settings of macOS', 'x-apple.systempreferences:com.apple.x', 'x-apple.systempreferences scheme'],
    ['T4 an installer', 'ms-appinstaller:?source=https://evil.example', 'ms-appinstaller scheme'],
    ['T4 a document', 'ms-word:ofe|u|x', 'characters'],
    ['T4 a shell', 'ssh://evil.example', 'ssh scheme'],
    ['T4 a calendar', 'webcal://evil.example', 'webcal scheme'],
    ['T4 a package', 'itms-services://?action=x', 'itms-services scheme'],
    ['an application that nobody knows', 'goose://cb', 'domain name in reverse'],
    ['a period at an end', 'com.:/cb', 'scheme'],
    ['a page fragment', 'https://example.com/cb#x', 'fragments'],
    ['an empty fragment', 'https://example.com/cb#', 'fragments'],
    ['T2 a user', 'https://claude.ai@evil.example/cb', 'user information'],
    ['T2 a user of an application', 'app://user@host/cb', 'user information'],
    ['T2 dot segments', 'https://example.com/cb/../x', 'dot segments'],
    ['T2 encoded dot segments', 'https://example.com/cb/%2e%2e/x', 'dot segments'],
    ['T2 half encoded dot segments', 'https://example.com/cb/.%2E/x', 'dot segments'],
    ['a single dot', 'https://example.com/./cb', 'dot segments'],
    ['clear text', 'http://example.com/cb', 'https'],
    ['T3 a host that begins like loopback', 'http://localhost.evil.com:1/cb', 'https'],
    ['T3 loopback in hexadecimal', 'http://0x7f.1/cb', 'canonical'],
    ['T3 loopback as a number', 'http://2130706433/cb', 'canonical'],
    ['a private address in clear text', 'http://192.168.0.1/cb', 'https'],
    ['a control character', 'https://example.com/\u0000', 'characters'],
    ['a line break', 'https://example.com/cb\r\nX: y', 'characters'],
    ['a direction mark', 'https://example.com/\u202ecb', 'characters'],
    ['a backslash', 'https://example.com\\@evil.example/cb', 'characters'],
    ['a host of another alphabet', 'https://cl\u0430ude.ai/cb', 'characters'],
    ['relative', '/cb', 'absolute'],
    ['without a host', 'https:///cb', 'host'],
    ['nothing', '', 'non-empty'],
    ['no text', 7, 'non-empty'],
    ['long', `https://example.com/${'x'.repeat(2048)}`, 'longer'],
  ])('%s', (_name, uri, problem) => {
    expect(redirectUriProblem(uri)).toContain(problem);
  });
});

describe('where the administrator names a scheme', () => {
  test('it is an application\'s', () => {
    expect(redirectUriProblem('goose://cb', ['claude.ai', 'goose:'])).toBeUndefined();
    expect(redirectUriProblem('geese://cb', ['goose:'])).toContain('geese scheme');
  });

  test.each(['javascript', 'data', 'file', 'intent'])('%s stays forbidden', (scheme) => {
    expect(redirectUriProblem(`${scheme}:x`, [`${scheme}:`])).toContain(`${scheme} scheme`);
  });
});
