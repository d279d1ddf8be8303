import { describe, expect, test } from '@jest/globals';
import { parseAdminCommand } from '../../../local/admin/command-line';

describe('remote-mcp admin', () => {
  test.each([
    [['list-clients'], { administration: 'listClients' }],
    [['list-grants', 'ada'], { administration: 'listGrants', person: 'ada' }],
    [['list-grants', '--issuer', 'https://login.example', '--subject', 'ada'], { administration: 'listGrants', person: { issuer: 'https://login.example', subject: 'ada' } }],
    [['revoke-grant', 'g1'], { administration: 'revokeGrant', grant: 'g1' }],
    [['revoke-grants', 'ada'], { administration: 'revokeGrants', person: 'ada' }],
    [['revoke-client', 'c1'], { administration: 'revokeClient', client: 'c1' }],
    [['list-keys'], { administration: 'listKeys' }],
    [['remove-key', 'k1'], { administration: 'removeKey', key: 'k1' }],
  ])('%j asks the function for that', (args, request) => {
    expect(parseAdminCommand(args).request).toEqual(request);
  });

  test.each([
    [[], { kind: 'local' }],
    [['--url', 'http://localhost:4000'], { kind: 'local', url: 'http://localhost:4000' }],
    [['--stack', 'Weather', '--region', 'eu-central-1', '--profile', 'ops'], { kind: 'aws', stack: 'Weather', region: 'eu-central-1', profile: 'ops' }],
    [['--function', 'arn'], { kind: 'aws', functionName: 'arn' }],
  ])('%j says where', (args, target) => {
    expect(parseAdminCommand(['list-clients', ...args]).target).toEqual(target);
  });

  test.each([
    [['list-people'], 'the commands are "list-clients"'],
    [['list-clients', 'x'], 'list-clients takes no names'],
    [['list-keys', 'x'], 'list-keys takes no names'],
    [['remove-key'], 'remove-key takes one key'],
    [['rotate-secrets', 'mine'], 'rotate-secrets takes no names'],
    [['rotate-secrets', '--stack', 'Weather'], 'aws secretsmanager rotate-secret'],
    [['list-grants'], 'list-grants takes one person'],
    [['list-grants', 'ada', '--issuer', 'i', '--subject', 's'], 'list-grants takes one person'],
    [['revoke-grants'], 'revoke-grants takes one person'],
    [['revoke-grants', '--issuer', 'i'], 'revoke-grants takes one person'],
    [['revoke-grant', 'a', 'b'], 'revoke-grant takes one grant'],
    [['revoke-client'], 'revoke-client takes one client'],
    [['list-clients', '--url', 'u', '--stack', 's'], '--url is a server of this machine'],
    [['list-clients', '--profile', 'p'], 'named by either --stack or --function'],
    [['list-clients', '--stack', 's', '--function', 'f'], 'named by either --stack or --function'],
    [['list-clients', '--all'], "Unknown option '--all'"],
  ])('%j is refused with the reason', (args, message) => {
    expect(() => parseAdminCommand(args)).toThrow(message);
  });
});
