import { expect, test } from '@jest/globals';
import { readAssembly } from '../../../local/local-gateway';
import { serversInRegions } from '../../../local/regions/regions';
import { mockApi, writeAssembly } from '../../support/local/assembly';

/** A stack with a server, on a domain or none. */
function stackWith(domainName?: string): object {
  const resources = mockApi();
  return {
    Resources: {
      ...resources,
      Stage: { ...resources.Stage as object, Metadata: { RemoteMcpServer: {} } },
      ...domainName !== undefined && {
        Domain: { Type: 'AWS::ApiGateway::DomainName', Properties: { DomainName: domainName } },
        Mapping: { Type: 'AWS::ApiGateway::BasePathMapping', Properties: { DomainName: { Ref: 'Domain' }, RestApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } } },
      },
    },
  };
}

const regionsOf = (stacks: { readonly [stack: string]: object }, environments?: { readonly [stack: string]: string }) => (
  serversInRegions(readAssembly({ app: writeAssembly(stacks, {}, environments), parameters: new Map() })));

test('servers on one domain, each in another Region, are one server', () => {
  const servers = regionsOf({ Home: stackWith('mcp.example.com'), Away: stackWith('mcp.example.com') }, { Home: 'aws://111122223333/eu-central-1', Away: 'aws://111122223333/eu-west-1' });
  expect(servers.map(({ path, region }) => [path, region])).toEqual([['Home/Api', 'eu-central-1'], ['Away/Api', 'eu-west-1']]);
});

test.each<[string, { readonly [stack: string]: object }]>([
  ['one server', { Home: stackWith('mcp.example.com') }],
  ['servers without a domain', { Home: stackWith(), Away: stackWith() }],
  ['servers on two domains', { Home: stackWith('mcp.example.com'), Away: stackWith('other.example.com') }],
  ['servers in one Region', { Home: stackWith('mcp.example.com'), Away: stackWith('mcp.example.com') }],
])('%s: refused, with what there is', (_, stacks) => {
  expect(() => regionsOf(stacks)).toThrow(expect.objectContaining({ code: 'NoRegions', message: expect.stringMatching(/Here: Home.* in us-east-1 on .*Choose them with --stack/) }));
});
