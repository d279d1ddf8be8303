import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { FunctionDefinition, readFunctions } from '../../../local/functions/function-definition';
import { refusalOf } from '../../../local/functions/runtimes';
import { runsTheSame } from '../../../local/functions/same-function';
import { parseStandIn } from '../../../local/functions/stand-in';
import { GivenOptions, readGiven } from '../../../local/given';
import { readTables } from '../../../local/services/dynamodb/table-definition';
import { mockApi, writeAssembly } from '../../support/local/assembly';
import { deploymentOf } from '../../support/local/deployment';
import { temporaryDirectory } from '../../support/temporary-directory';

function write(directory: string, files: { readonly [name: string]: object }): string {
  mkdirSync(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(path.join(directory, name), JSON.stringify(content));
  }
  return directory;
}

const fn = (properties: object) => ({ Type: 'AWS::Lambda::Function', Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', ...properties } });

/** An app with one stage, which has one stack and its assets. */
function stagedApp(resources: object): string {
  const directory = temporaryDirectory('staged');
  write(directory, { 'manifest.json': { artifacts: { 'assembly-Beta': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Beta' } } } } });
  write(path.join(directory, 'assembly-Beta'), {
    'manifest.json': {
      artifacts: {
        'BetaMain.assets': { type: 'cdk:asset-manifest', properties: { file: 'BetaMain.assets.json' } },
        'BetaMain': { type: 'aws:cloudformation:stack', properties: { templateFile: 'BetaMain.template.json', stackName: 'Beta-Main' } },
        'Tree': { type: 'cdk:tree', properties: { file: 'tree.json' } },
      },
    },
    'BetaMain.assets.json': {
      files: { abc: { source: { path: '../asset.abc', packaging: 'zip' }, destinations: { here: { bucketName: 'b', objectKey: 'abc.zip' } } } },
    },
    'BetaMain.template.json': { Resources: { ...mockApi(), ...resources } },
  });
  return directory;
}

describe('a cloud assembly', () => {
  test('has the stacks and the assets of its stages', () => {
    const app = stagedApp({ Fn: fn({ Code: { S3Bucket: { 'Fn::Sub': 'cdk-${AWS::Region}' }, S3Key: 'abc.zip' }, Timeout: 9 }) });
    const deployment = deploymentOf(readCloudAssembly(app));
    expect(deployment.stacks().map((stack) => stack.name)).toEqual(['Beta-Main']);
    expect(readFunctions(deployment, readGiven({}))).toMatchObject([{ declaredAs: 'Beta-Main/Fn', timeoutSeconds: 9, code: { type: 'asset', path: path.join(app, 'asset.abc') } }]);
  });

  test.each([
    ['code that is elsewhere', { Code: { S3Bucket: 'mine', S3Key: 'code.zip' } }, /its code \(s3:\/\/mine\/code\.zip\) is not in the cloud assembly/],
    ['code that only AWS knows', { Code: { S3Bucket: 'b', S3Key: { 'Fn::GetAtt': ['Fn', 'SnapStartResponse'] } } }, /^Fn::GetAtt Fn\.SnapStartResponse/],
  ])('may have a function with %s: it is no error until it is called', (_name, properties, reason) => {
    const [declared] = readFunctions(deploymentOf(readCloudAssembly(stagedApp({ Fn: fn(properties) }))), readGiven({}));
    expect(declared).toMatchObject({ declaredAs: 'Beta-Main/Fn', reason: expect.stringMatching(reason) });
  });

  test.each([
    ['a container image', { PackageType: 'Image', Code: { ImageUri: 'x' } }, /container image/],
    ['an unknown runtime', { Runtime: 'dotnet8', Code: { ZipFile: '' } }, /cannot run its runtime dotnet8/],
  ])('may have a function with %s, which a command can stand for', (_name, properties, reason) => {
    const deployment = deploymentOf(readCloudAssembly(stagedApp({ Fn: fn(properties) })));
    const read = (options: GivenOptions) => readFunctions(deployment, readGiven(options))[0] as FunctionDefinition;
    expect(refusalOf(read({}), {})).toMatch(reason);
    const standIn = read({ standIns: new Map([parseStandIn('Fn=docker run x')]) });
    expect(standIn.code).toMatchObject({ type: 'command', command: 'docker run x' });
    expect(refusalOf(standIn, {})).toBeUndefined();
  });

  test('runs by a command as before as long as its image is the same', () => {
    const withImage = (ImageUri: string) => readFunctions(
      deploymentOf(readCloudAssembly(stagedApp({ Fn: fn({ PackageType: 'Image', Code: { ImageUri } }) }))), readGiven({ standIns: new Map([parseStandIn('Fn=docker run x')]) }),
    )[0] as FunctionDefinition;
    expect([runsTheSame(withImage('tools:1'), withImage('tools:1')), runsTheSame(withImage('tools:1'), withImage('tools:2'))]).toEqual([true, false]);
  });

  test('may have functions that run without what only AWS knows, and say how to give it', () => {
    const layer = 'arn:aws:lambda:us-east-1:1:layer:insights:1';
    const properties = {
      Code: { ZipFile: '' },
      Layers: [layer],
      VpcConfig: { SubnetIds: [{ 'Fn::GetAtt': ['Fn', 'SubnetId'] }] },
      Environment: { Variables: { A: { 'Fn::GetAtt': ['Fn', 'SnapStartResponse'] }, B: { Ref: 'AWS::Region' }, C: { Ref: 'AWS::NoValue' } } },
    };
    const read = (options: GivenOptions) => readFunctions(deploymentOf(readCloudAssembly(stagedApp({ Fn: fn(properties) }))), readGiven(options))[0];

    expect(read({})).toMatchObject({
      environment: { B: 'us-east-1' },
      layers: [],
      gaps: [
        `the layer ${layer} is on AWS only; give what it holds with --layer ${layer}=DIR`,
        'the variable A: Fn::GetAtt Fn.SnapStartResponse (AWS::Lambda::Function) has no value outside AWS; give a value with --env-vars FILE, where FILE holds { "Fn": { "A": "…" } }',
      ],
    });
    const envVars = path.join(temporaryDirectory('given'), 'env.json');
    writeFileSync(envVars, JSON.stringify({ Parameters: { A: 'of all', B: 'of all', D: 'of all' }, Fn: { A: 1 } }));
    expect(read({ envVars, layers: new Map([[layer, '/insights']]) })).toMatchObject({ environment: { A: '1', B: 'of all' }, layers: ['/insights'], gaps: [] });
    writeFileSync(envVars, JSON.stringify({ Fn: { D: 'x', A: 'a' } }));
    expect(read({ envVars })).toMatchObject({ gaps: [expect.any(String), 'a value is given for the variable D, which it does not have'] });
  });

  test('leaves out resources whose condition does not hold', () => {
    const app = stagedApp({ Fn: { ...fn({ Code: { ZipFile: '' } }), Condition: 'Never' } });
    const template = path.join(app, 'assembly-Beta', 'BetaMain.template.json');
    writeFileSync(template, JSON.stringify({ Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } }, Resources: { Fn: { ...fn({ Code: { ZipFile: '' } }), Condition: 'Never' } } }));
    expect(readFunctions(deploymentOf(readCloudAssembly(app)), readGiven({}))).toEqual([]);
  });

  test('may have tables and global tables', () => {
    const keys = { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }], AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }] };
    const deployment = deploymentOf(readCloudAssembly(stagedApp({
      Old: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'old', ...keys, ProvisionedThroughput: { ReadCapacityUnits: 1 } } },
      New: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 'new', ...keys, Replicas: [{ Region: 'us-east-1' }, { Region: 'us-west-2' }] } },
    })));
    expect(readTables(deployment)).toEqual([['old', false], ['new', true]].map(([TableName, isGlobal]) => (
      { definition: { TableName, ...keys, BillingMode: 'PAY_PER_REQUEST' }, isGlobal, timeToLive: undefined }
    )));
  });

  test('that was damaged is named', () => {
    const app = stagedApp({});
    writeFileSync(path.join(app, 'assembly-Beta', 'BetaMain.template.json'), '{');
    expect(() => readCloudAssembly(app)).toThrow(expect.objectContaining({ code: 'CloudAssemblyUnreadable', message: expect.stringMatching(/BetaMain\.template\.json/) }));
  });
});

test('what a stack of another Region exports has the value that it has there', () => {
  const reader = { Type: 'Custom::CrossRegionExportReader', Properties: {} };
  const writer = { Type: 'Custom::CrossRegionExportWriter', Properties: { WriterProps: { region: 'eu-west-1', exports: { '/cdk/exports/Main/Far.Arn': { 'Fn::GetAtt': ['Fn', 'Arn'] } } } } };
  const deployment = deploymentOf(readCloudAssembly(writeAssembly({
    Main: { Resources: { Reader: reader } },
    Far: { Resources: { Writer: writer, Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'far' } } } },
  })));
  const [main] = deployment.stacks();
  expect(main.resolve({ 'Fn::GetAtt': ['Reader', '/cdk/exports/Main/Far.Arn'] }, 'Fn')).toBe('arn:aws:lambda:us-east-1:000000000000:function:far');
  expect(() => main.resolve({ 'Fn::GetAtt': ['Reader', '/cdk/exports/Main/Other'] }, 'Fn')).toThrow('has no value outside AWS');
});
