import { describe, expect, test } from '@jest/globals';
import { readCloudAssembly } from '../../../local/cloud-assembly/cloud-assembly';
import { writeAssembly } from '../../support/local/assembly';
import { deploymentOf } from '../../support/local/deployment';

const deploy = (templates: { [stack: string]: object }, files?: { [name: string]: string }) =>
  deploymentOf(readCloudAssembly(writeAssembly(templates, files)));

function resolve(value: unknown, template: object = {}): unknown {
  const [stack] = deploy({ Main: { Resources: { Here: { Type: 'Test::Resource', Properties: { value } } }, ...template } }).stacks();
  return stack.properties('Here').value;
}

describe('intrinsic functions', () => {
  test.each([
    ['pseudo parameters', { 'Fn::Join': ['/', [{ Ref: 'AWS::Region' }, { Ref: 'AWS::AccountId' }, { Ref: 'AWS::Partition' }, { Ref: 'AWS::URLSuffix' }]] }, 'us-east-1/000000000000/aws/amazonaws.com'],
    ['the stack name', { Ref: 'AWS::StackName' }, 'Main'],
    ['Fn::Sub with pseudo parameters, its own variables and literals', { 'Fn::Sub': ['${AWS::Region}-${own}-${!kept}', { own: { Ref: 'AWS::Partition' } }] }, 'us-east-1-aws-${kept}'],
    ['Fn::Select and Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['Fn::Base64', { 'Fn::Base64': 'hello' }, 'aGVsbG8='],
    ['Fn::GetAZs', { 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
    ['Fn::ToJsonString and Fn::Length', { 'Fn::ToJsonString': { count: { 'Fn::Length': ['a', 'b'] } } }, '{"count":2}'],
    ['lists and maps', [{ deep: { Ref: 'AWS::Partition' } }], [{ deep: 'aws' }]],
  ])('evaluates %s', (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  test('puts local URLs into what Fn::Base64 encodes, where they could not be found afterwards', () => {
    const deployment = deploy({ Main: { Resources: { Here: { Type: 'Test::Resource', Properties: { value: { 'Fn::Base64': { 'Fn::Join': ['', ['https://deployed', '/mcp']] } } } } } } });
    deployment.localizeWith((text) => text.replaceAll('https://deployed', 'http://localhost'));
    const [stack] = deployment.stacks();
    expect(Buffer.from(String(stack.properties('Here').value), 'base64').toString()).toBe('http://localhost/mcp');
  });

  test('takes the defaults of parameters', () => {
    const template = { Parameters: { Size: { Type: 'Number', Default: 3 }, Names: { Type: 'CommaDelimitedList', Default: 'a,b' } } };
    expect(resolve([{ Ref: 'Size' }, { Ref: 'Names' }], template)).toEqual([3, ['a', 'b']]);
  });

  test('evaluates conditions, and leaves out what has no value', () => {
    const template = {
      Parameters: { Env: { Type: 'String', Default: 'test' } },
      Conditions: {
        Production: { 'Fn::Equals': [{ Ref: 'Env' }, 'production'] },
        Elsewhere: { 'Fn::Not': [{ Condition: 'Production' }] },
        Both: { 'Fn::And': [{ Condition: 'Elsewhere' }, { 'Fn::Or': [{ Condition: 'Production' }, { 'Fn::Equals': ['a', 'a'] }] }] },
      },
    };
    const value = { size: { 'Fn::If': ['Both', 'large', 'small'] }, kept: { 'Fn::If': ['Production', 'yes', { Ref: 'AWS::NoValue' }] } };
    expect(resolve(value, template)).toEqual({ size: 'large' });
  });

  test('finds values in mappings', () => {
    const template = { Mappings: { Sizes: { 'us-east-1': { table: 'big' } } } };
    expect(resolve({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'table'] }, template)).toBe('big');
  });

  test('takes the default of Fn::FindInMap for what a mapping does not have', () => {
    const template = { Transform: 'AWS::LanguageExtensions', Mappings: { Sizes: { 'us-east-1': { table: 'big' } } } };
    const find = (key: string) => resolve({ 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, key, { DefaultValue: { Ref: 'AWS::Partition' } }] }, template);
    expect([find('table'), find('chair')]).toEqual(['big', 'aws']);
    expect(() => resolve({ 'Fn::FindInMap': ['Sizes', 'us-east-1', 'chair'] }, template)).toThrow('Fn::FindInMap finds no Sizes.us-east-1.chair');
  });

  test('knows what the custom resources of CfnJson and of toJsonString() with lists answer', () => {
    const resources = {
      Text: { Type: 'Custom::AWSCDKCfnJsonStringify', Properties: { Value: [{ Ref: 'AWS::Region' }, 'b'] } },
      Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: { 'Fn::Join': ['', ['{"', { Ref: 'AWS::Region' }, '":"x"}']] } } },
    };
    const value = [{ 'Fn::Join': ['', ['{"a":', { 'Fn::GetAtt': ['Text', 'Value'] }, '}']] }, { 'Fn::GetAtt': ['Json', 'Value'] }];
    const [stack] = deploy({ Main: { Resources: { ...resources, Here: { Type: 'Test::Resource', Properties: { value } } } } }).stacks();
    expect(stack.properties('Here').value).toEqual(['{"a":["us-east-1","b"]}', { 'us-east-1': 'x' }]);
  });

  test('gives resources names, ARNs and ids that fit together', () => {
    const template = {
      Resources: {
        Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: { 'Fn::Sub': '${AWS::StackName}-fn' } } },
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
        Secret: { Type: 'AWS::SecretsManager::Secret' },
        Here: { Type: 'Test::Resource', Properties: { value: [{ Ref: 'Fn' }, { 'Fn::GetAtt': 'Fn.Arn' }, { 'Fn::GetAtt': ['Version', 'Version'] }, { Ref: 'Secret' }] } },
      },
    };
    const [name, arn, version, secret] = resolve(undefined, template) as string[];
    expect([name, arn, version]).toEqual(['Main-fn', 'arn:aws:lambda:us-east-1:000000000000:function:Main-fn', '1']);
    expect(secret).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:Main-Secret-[0-9a-f]{8}-[a-z0-9]{6}$/);
  });

  test('imports what another stack of the assembly exports', () => {
    const stacks = deploy({
      Main: { Resources: { Here: { Type: 'Test::Resource', Properties: { value: { 'Fn::ImportValue': 'shared:Table' } } } } },
      Shared: { Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'clients' } } }, Outputs: { Table: { Value: { Ref: 'Table' }, Export: { Name: 'shared:Table' } } } },
    }).stacks();
    expect(stacks[0].properties('Here').value).toBe('clients');
  });

  test('passes parameters to nested stacks and reads their outputs', () => {
    const nested = { Parameters: { Name: { Type: 'String' } }, Resources: {}, Outputs: { Greeting: { Value: { 'Fn::Sub': 'hello ${Name}' } } } };
    const [main] = deploy({
      Main: {
        Resources: {
          Child: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Name: { Ref: 'AWS::StackName' } } }, Metadata: { 'aws:asset:path': 'child.json' } },
          Here: { Type: 'Test::Resource', Properties: { value: { 'Fn::GetAtt': ['Child', 'Outputs.Greeting'] } } },
        },
      },
    }, { 'child.json': JSON.stringify(nested) }).stacks();
    expect(main.properties('Here').value).toBe('hello Main');
  });

  test.each([
    ['a function that it does not know', { 'Fn::Cidr': ['10.0.0.0/16', 1] }, /^Main\/Here: Fn::Cidr is not supported/],
    ['a name that is not there', { Ref: 'Nobody' }, /^Main\/Here: nothing is named "Nobody"/],
    ['an attribute that only AWS knows', { 'Fn::GetAtt': ['Here', 'Colour'] }, /^Main\/Here: Fn::GetAtt Here\.Colour \(Test::Resource\) has no value outside AWS/],
    ['an export that is not there', { 'Fn::ImportValue': 'gone' }, /^Main\/Here: Fn::ImportValue "gone"/],
  ])('names the resource that holds %s', (_name, value, message) => {
    expect(() => resolve(value)).toThrow(message);
  });

  test('refuses a parameter without a value, and says how to give it', () => {
    expect(() => resolve({ Ref: 'Size' }, { Parameters: { Size: { Type: 'Number' } } })).toThrow(/the parameter "Size" has no value here; give it with --parameter Size=VALUE/);
  });

  describe('parameters', () => {
    const valueOf = (value: unknown, parameter: object, given: { readonly [name: string]: string } = {}, resources: object = {}) => {
      const template = { Parameters: { P: parameter }, Resources: { ...resources, Here: { Type: 'Test::Resource', Properties: { value } } } };
      return deploymentOf(readCloudAssembly(writeAssembly({ Main: template })), new Map(Object.entries(given))).stacks()[0].properties('Here').value;
    };
    const stored = { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/shop/size' };
    const store = { Stored: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/shop/size', Type: 'String', Value: { 'Fn::Sub': 'big in ${AWS::Region}' } } } };

    test.each<[string, unknown, object, { readonly [name: string]: string }, object, unknown]>([
      ['a given value', { Ref: 'P' }, { Type: 'String', Default: 'small' }, { P: 'big' }, {}, 'big'],
      ['a value given for one stack', { Ref: 'P' }, { Type: 'String' }, { 'Main:P': 'big', 'P': 'small' }, {}, 'big'],
      ['an empty value', { Ref: 'P' }, { Type: 'String' }, { P: '' }, {}, ''],
      ['a list', { Ref: 'P' }, { Type: 'List<Number>' }, { P: '1,2' }, {}, ['1', '2']],
      ['a list with spaces, as CloudFormation reads it', { Ref: 'P' }, { Type: 'CommaDelimitedList', Default: 'a, b ,c' }, {}, {}, ['a', 'b', 'c']],
      ['a list as a default', { Ref: 'P' }, { Type: 'CommaDelimitedList', Default: 'a,b' }, {}, {}, ['a', 'b']],
      ['what the Parameter Store has, by its name', { Ref: 'P' }, stored, { '/shop/size': 'big' }, {}, 'big'],
      ['what the Parameter Store has, by the name of the parameter', { Ref: 'P' }, stored, { P: 'big' }, {}, 'big'],
      ['what a stack would write there', { Ref: 'P' }, stored, {}, store, 'big in us-east-1'],
      ['a list of the Parameter Store', { Ref: 'P' }, { ...stored, Type: 'AWS::SSM::Parameter::Value<List<String>>' }, { '/shop/size': 'a,b' }, {}, ['a', 'b']],
      ['a name in the Parameter Store', { Ref: 'P' }, { Type: 'AWS::SSM::Parameter::Name', Default: '/shop/size' }, {}, {}, '/shop/size'],
      ['a dynamic reference to the Parameter Store', '{{resolve:ssm:/shop/size:3}}', { Type: 'String' }, { '/shop/size': 'big' }, {}, 'big'],
      ['a secret of the Parameter Store', '{{resolve:ssm-secure:/shop/size}}', { Type: 'String' }, { '/shop/size': 'big' }, {}, 'big'],
      ['the value of a resource', { 'Fn::GetAtt': ['Stored', 'Value'] }, { Type: 'String' }, {}, store, 'big in us-east-1'],
    ])('%s', (_name, value, parameter, given, resources, expected) => {
      expect(valueOf(value, parameter, given, resources)).toEqual(expected);
    });

    test.each<[object, string, string | undefined]>([
      [{ Type: 'String', AllowedValues: ['prod', 'dev'] }, 'test', 'the parameter P is given as "test", and a deployment takes only prod, dev'],
      [{ Type: 'String', AllowedValues: ['prod', 'dev'] }, 'dev', undefined],
      [{ Type: 'Number', AllowedValues: [1, 2] }, '3', 'the parameter P is given as "3", and a deployment takes only 1, 2'],
      [{ Type: 'CommaDelimitedList', AllowedValues: ['a', 'b'] }, 'a, b', undefined],
      [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'a1', 'the parameter P is given as "a1", and a deployment takes only what matches [a-z]+'],
      [{ Type: 'String', AllowedPattern: '(?i)[a-z]+' }, 'a1', undefined],
      [{ Type: 'String', AllowedPattern: '[a-z]+', NoEcho: true }, 'a1', 'the parameter P is given, and a deployment takes only what matches [a-z]+'],
      [{ Type: 'Number' }, 'many', 'the parameter P is given as "many", and a deployment takes only numbers'],
      [{ Type: 'List<Number>' }, '80,x', 'the parameter P is given as "80,x", and a deployment takes only numbers'],
    ])('%j: what a deployment would refuse is said: %s', (parameter, given, refusal) => {
      const [stack] = deploymentOf(readCloudAssembly(writeAssembly({ Main: { Parameters: { P: parameter }, Resources: {} } })), new Map([['P', given]])).stacks();
      expect(stack.refusedParameters()).toEqual(refusal === undefined ? [] : [refusal]);
    });

    test.each([[{ Ref: 'P' }], ['{{resolve:ssm:/shop/size}}']])('the name of an SSM parameter is never its value: %j', (value) => {
      expect(() => valueOf(value, stored)).toThrow('the SSM parameter "/shop/size" has no value here; give it with --parameter /shop/size=VALUE');
    });
  });

  test('a property without a value troubles only those who use it', () => {
    const [stack] = deploy({ Main: { Resources: { Here: { Type: 'Test::Resource', Properties: { good: { Ref: 'AWS::Region' }, bad: { 'Fn::GetAtt': ['Here', 'Nothing'] }, gone: { Ref: 'AWS::NoValue' } } } } } }).stacks();
    const properties = stack.properties('Here');
    expect([properties.good, properties.gone]).toEqual(['us-east-1', undefined]);
    expect(() => properties.bad).toThrow(/Fn::GetAtt Here\.Nothing/);
  });
});
