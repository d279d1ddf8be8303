import { serializedOriginProblem } from '../../../../src/contract/urls/serialized-origin';

test.each([
  'https://app.example.com', 'https://app.example.com:8443', 'http://localhost:6274', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'https://xn--bcher-kva.example',
  'chrome-extension://mhnlakgilnojmhinhkckjpncpbhabphi', 'moz-extension://7e0b1d5c-3f0e-4c1e-9f9a-0d6c3b8f2a11', 'safari-web-extension://0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0',
  'vscode-webview://1ab2c3d4e5', 'vscode-file://vscode-app', 'capacitor://localhost', 'ionic://localhost', 'tauri://localhost', 'app://.', 'app://obsidian.md', 'app://-:8080',
  'com.example.app://host',
])('%s is an origin', (origin) => {
  expect(serializedOriginProblem(origin)).toBeUndefined();
});

test.each([
  '', '*', 'app.example.com', 'https://', 'https://*.example.com', 'https://app.example.com/', 'https://app.example.com:443', 'https://APP.example.com', 'https://bücher.example',
  'HTTPS://app.example.com', 'https://user@app.example.com', 'https://a.example https://b.example', 'https://a.example,https://b.example', 'chrome-extension://*',
  'chrome-extension://abc/page.html', 'chrome-extension://', 'chrome-extension:abc', 'Chrome-extension://abc', "app://a'b", 'app://$context.stage', 'app://a#b', 'app://a?b', 'app://a\nb',
  'app://a:123456', 'file://', 'file:///home/me/page.html', 'data:text/html,x', 'blob:https://app.example.com/0f1e', 'about:blank', 'javascript://x%0aalert(1)',
])('"%s" is none', (text) => {
  expect(serializedOriginProblem(text)).toBe('no browser sends');
});

test('"null" is none, for everybody is that', () => {
  expect(serializedOriginProblem('null')).toMatch(/every sandboxed frame/);
});
