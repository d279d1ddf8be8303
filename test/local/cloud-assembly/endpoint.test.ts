import { describe, expect, test } from '@jest/globals';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { baseUrl, defaultMode, describeEndpoint, localizer, selectRestApi } from '../../../local/cloud-assembly/endpoint';
import { mockApi, writeAssembly } from '../../support/local/assembly';
import { deploymentOf } from '../../support/local/deployment';

const deploy = (templates: { [stack: string]: object }) => deploymentOf(readCloudAssembly(writeAssembly(templates)));
const domain = {
  Domain: { Type: 'AWS::ApiGateway::DomainName', Properties: { DomainName: 'mcp.example.com' } },
  Mapping: { Type: 'AWS::ApiGateway::BasePathMapping', Properties: { DomainName: { Ref: 'Domain' }, RestApiId: { Ref: 'Api' }, Stage: { Ref: 'Stage' } } },
};

describe('the REST API that is served', () => {
  test('is the only one', () => {
    expect(selectRestApi(deploy({ Main: { Resources: mockApi() } }))[1]).toBe('Api');
  });

  test('is the one whose stage carries the marker, where there are several', () => {
    const resources = mockApi('Other');
    const marked = mockApi();
    const stage = { ...marked.Stage as object, Metadata: { RemoteMcpServer: { mcpUrl: 'x' } } };
    expect(selectRestApi(deploy({ Main: { Resources: { ...resources, ...marked, Stage: stage } } }))[1]).toBe('Api');
  });

  test.each([
    ['StackNotFound', { Main: { Resources: mockApi() } }, 'Elsewhere', /the assembly holds: Main/],
    ['RestApiNotFound', { Main: { Resources: {} } }, undefined, /nothing to serve/],
    ['RestApiAmbiguous', { One: { Resources: mockApi() }, Two: { Resources: mockApi() } }, undefined, /One\/Api, Two\/Api; choose one with --stack/],
    ['RestApiNotFound', { One: { Resources: mockApi() } }, 'One/Other', /"One\/Other"; there are: One\/Api/],
  ])('fails with %s', (code, templates, stack, message) => {
    expect(() => selectRestApi(deploy(templates), stack)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
  });

  test('is chosen by its logical id where its stack has several', () => {
    expect(selectRestApi(deploy({ Main: { Resources: { ...mockApi('Other'), ...mockApi() } } }), 'Main/OtherApi')[1]).toBe('OtherApi');
  });

  test('is chosen by the name of its stack', () => {
    expect(selectRestApi(deploy({ One: { Resources: mockApi() }, Two: { Resources: mockApi() } }), 'Two')[0].name).toBe('Two');
  });
});

describe('public URLs', () => {
  const stageOnly = () => {
    const deployment = deploy({ Main: { Resources: mockApi() } });
    return describeEndpoint(deployment, selectRestApi(deployment));
  };

  test('keep the stage in stage mode and lose it in domain mode', () => {
    const endpoint = stageOnly();
    expect(baseUrl(endpoint, 'stage', 'http://localhost:3000')).toBe('http://localhost:3000/live');
    expect(baseUrl(endpoint, 'domain', 'http://localhost:3000')).toBe('http://localhost:3000');
  });

  test('are replaced wherever they stand in a string', () => {
    const endpoint = stageOnly();
    const deployed = `https://${endpoint.apiId}.execute-api.us-east-1.amazonaws.com/live`;
    expect(localizer(endpoint, 'http://localhost:1')(`{"a":"${deployed}/mcp","b":"${deployed}"}`)).toBe('{"a":"http://localhost:1/mcp","b":"http://localhost:1"}');
  });

  test('are left alone where they are only the beginning of another', () => {
    const endpoint = stageOnly();
    const other = `https://${endpoint.apiId}.execute-api.us-east-1.amazonaws.com/livelier/mcp`;
    expect(localizer(endpoint, 'http://localhost:1')(other)).toBe(other);
  });

  test('are those of a custom domain with an empty base path, too', () => {
    const deployment = deploy({ Main: { Resources: { ...mockApi(), ...domain } } });
    const endpoint = describeEndpoint(deployment, selectRestApi(deployment));
    const localize = localizer(endpoint, 'http://localhost:1/live');
    expect(defaultMode(endpoint)).toBe('domain');
    expect(localize('https://mcp.example.com/mcp')).toBe('http://localhost:1/live/mcp');
    expect(localize('https://mcp.example.com.evil.example/mcp')).toBe('https://mcp.example.com.evil.example/mcp');
  });

  const distribution = (originPath: string, domainName: unknown = { 'Fn::Join': ['', [{ Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.amazonaws.com']] }) => ({
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Origins: [{ Id: 'api', DomainName: domainName, OriginPath: originPath, OriginCustomHeaders: [{ HeaderName: 'Referer', HeaderValue: '{{resolve:secretsmanager:x:SecretString:::}}' }] }],
        DefaultCacheBehavior: { TargetOriginId: 'api' },
        Aliases: ['mcp.example.com'],
      },
    },
  });

  test('are those of a distribution in front of the stage, too', () => {
    const deployment = deploy({ Main: { Resources: { ...mockApi(), Distribution: distribution('/live') } } });
    const endpoint = describeEndpoint(deployment, selectRestApi(deployment));
    const localize = localizer(endpoint, 'http://localhost:1');
    expect(defaultMode(endpoint)).toBe('domain');
    expect(endpoint.domainNames).toEqual([expect.stringMatching(/^d[a-z0-9]+\.cloudfront\.net$/), 'mcp.example.com']);
    expect(endpoint.domainNames.map((name) => localize(`https://${name}/mcp`))).toEqual(['http://localhost:1/mcp', 'http://localhost:1/mcp']);
  });

  test.each([
    ['of another stage', distribution('/other')],
    ['that lets the stage be seen', distribution('')],
    ['of another origin', distribution('/live', 'www.example.com')],
  ])('ignore a distribution %s', (_, other) => {
    const deployment = deploy({ Main: { Resources: { ...mockApi(), Distribution: other } } });
    expect(defaultMode(describeEndpoint(deployment, selectRestApi(deployment)))).toBe('stage');
  });

  test('are those of a path of a custom domain', () => {
    const mapping = { ...domain.Mapping, Properties: { ...domain.Mapping.Properties, BasePath: 'v1' } };
    const deployment = deploy({ Main: { Resources: { ...mockApi(), ...domain, Mapping: mapping } } });
    const endpoint = describeEndpoint(deployment, selectRestApi(deployment));
    const localize = localizer(endpoint, 'http://localhost:1/v1');
    expect(defaultMode(endpoint)).toBe('domain');
    expect(baseUrl(endpoint, 'domain', 'http://localhost:1')).toBe('http://localhost:1/v1');
    expect(localize('https://mcp.example.com/v1/mcp https://mcp.example.com/v10 https://mcp.example.com/')).toBe('http://localhost:1/v1/mcp https://mcp.example.com/v10 https://mcp.example.com/');
  });
});
