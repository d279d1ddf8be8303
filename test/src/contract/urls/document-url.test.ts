import { describe, expect, test } from '@jest/globals';
import { documentUrlProblem } from '../../../../src/contract/urls/document-url';

describe('URLs of documents', () => {
  test.each([
    'https://claude.ai/oauth/claude-code-client-metadata',
    'https://client.example/c.json',
    'https://keys.client.example/',
    'https://client.example',
    'https://client.example/c.json?',
    'https://client.example/c.json?v=1',
    'https://Client.Example/c.json',
    'https://client.example:443/c.json',
    'https://client.example/...',
    `https://client.example/${'c'.repeat(2048 - 'https://client.example/'.length)}`,
  ])('accepts %s', (url) => {
    expect(documentUrlProblem(url)).toBeUndefined();
  });

  test.each([
    ['http://client.example/c.json', /https/],
    ['HTTPS://client.example/c.json', /https/],
    ['https:/client.example/c.json', /https/],
    ['https:///c.json', /https/],
    ['https://user@client.example/c.json', /user information/],
    ['https://client.example:pass@10.0.0.1/c.json', /user information/],
    ['https://client.example/c.json#', /fragment/],
    ['https://client.example/c.json#x', /fragment/],
    ['https://client.example/./c.json', /dot segments/],
    ['https://client.example/a/../c.json', /dot segments/],
    ['https://client.example/a/%2e%2E/c.json', /dot segments/],
    ['https://client.example/a/.%2e', /dot segments/],
    ['https://client.example:8443/c.json', /default port/],
    ['https://client.example:/c.json', /default port/],
    ['https://client.example:80/c.json', /default port/],
    ['https://client.example./c.json', /canonical/],
    ['https://cl%69ent.example/c.json', /canonical/],
    ['https://bücher.example/c.json', /ASCII/],
    ['https://client.example/c.json\n', /control/],
    ['https://client.example\\@10.0.0.1/c.json', /control/],
    [' https://client.example/c.json', /control/],
    [`https://client.example/${'c'.repeat(2048)}`, /2048 characters/],
  ])('refuses %s', (url, problem) => {
    expect(documentUrlProblem(url)).toMatch(problem);
  });

  test.each(['2130706433', '0x7f.1', '0x7f000001', '0177.0.0.1', '127.1', '127.0.0.1.', '[::ffff:10.0.0.1]', '[0:0:0:0:0:0:0:1]'])(
    'T30: refuses the host %s, which is written otherwise than it is read',
    (host) => {
      expect(documentUrlProblem(`https://${host}/c.json`)).toMatch(/canonical/);
    },
  );
});
