import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { McpReports, McpTool, RemoteMcpServer } from '../../../../src';
import { McpFunctionToolProps } from '../../../../src/offering/tools/mcp-tool';
import { codeOf } from '../../../support/offering-fixture';
import { synthesizeServer, toolFunction } from '../../../support/synthesized-server';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:import';
const ENV = { env: { account: '123456789012', region: 'eu-central-1' } };

const tool = (fn: lambda.IFunction, reports: McpReports | undefined, props: Partial<McpFunctionToolProps> = {}, name = 'import_contacts') => (
  McpTool.fromFunction(name, fn, { description: 'd', reports, ...props })
);

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
}

/** What the roles of a template may do with tables, by the logical ids of the roles. */
function tableStatements(template: Template): { readonly role: string; readonly statement: Statement }[] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement
    .filter(({ Action }: Statement) => String(Action).includes('dynamodb:'))
    .map((statement: Statement) => ({ role: JSON.stringify(Properties.Roles), statement })));
}

const ofRole = (template: Template, role: string) => tableStatements(template).filter((found) => found.role.includes(role)).map(({ statement }) => statement);

/** The wiring, as the inline code has it. */
function inlineCode(template: Template): string {
  const [found] = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => JSON.stringify(Properties.Code.ZipFile ?? '')).filter((code) => code.includes('remote-mcp-server'));
  return found;
}

test('a function that streams its reports needs no table, and no other permission than to be called', () => {
  const { template } = synthesizeServer((stack) => ({ tools: [tool(toolFunction(stack), McpReports.fromResponseStream())] }));

  expect(tableStatements(template).filter(({ statement }) => !JSON.stringify(statement.Resource).includes('Registry'))).toEqual([]);
  expect(Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'))).toHaveLength(1);
  expect(inlineCode(template)).toContain('\\"kind\\":\\"reporting-function\\"');
});

test('a tool that does not report has no part of it', () => {
  const { template } = synthesizeServer((stack) => ({ tools: [tool(toolFunction(stack), undefined)] }));

  expect(Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'))).toHaveLength(1);
  expect(inlineCode(template)).not.toContain('report');
});

test('a function that reports through the table may update the items of its own calls, and do nothing else; no secret is made for it', () => {
  const { template } = synthesizeServer((stack) => ({ tools: [tool(toolFunction(stack), McpReports.fromTable())] }));

  expect(ofRole(template, 'ForecastServiceRole')).toEqual([{
    Effect: 'Allow',
    Action: 'dynamodb:UpdateItem',
    Resource: { 'Fn::GetAtt': [expect.stringContaining('Conversations'), 'Arn'] },
    Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [expect.stringMatching(/^TOOL#[0-9a-f]{16}#\*$/)] }, 'Null': { 'dynamodb:LeadingKeys': 'false' } },
  }]);
  expect(ofRole(template, 'ServerMcp').map(({ Action }) => Action)).toEqual([['dynamodb:GetItem', 'dynamodb:UpdateItem']]);
  expect(Object.keys(template.findResources('AWS::SecretsManager::Secret')).filter((id) => id.includes('Conversations'))).toEqual([]);
});

test('one that can be cancelled may read its items, too', () => {
  const { template } = synthesizeServer((stack) => ({ tools: [tool(toolFunction(stack), McpReports.fromTable(), { cancellable: true })] }));

  expect(ofRole(template, 'ForecastServiceRole').map(({ Action }) => Action)).toEqual([['dynamodb:UpdateItem', 'dynamodb:GetItem']]);
});

// T120
test('no function may use the items of another one, or any other key of the table', () => {
  const { template } = synthesizeServer((stack) => ({
    tools: [
      tool(toolFunction(stack, 'First'), McpReports.fromTable(), { cancellable: true }, 'first'),
      tool(toolFunction(stack, 'Second'), McpReports.fromTable(), {}, 'second'),
      tool(toolFunction(stack, 'Third'), McpReports.fromTable(), { asks: true }, 'third'),
    ],
  }));
  const patterns = ['First', 'Second', 'Third'].map((role) => ofRole(template, `${role}ServiceRole`).flatMap(({ Condition }) => Condition!['ForAllValues:StringLike']['dynamodb:LeadingKeys']));
  const allows = ([pattern]: readonly string[], key: string) => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(key);
  const keys = patterns.map(([pattern]) => pattern.replace('*', 'a-key'));

  expect(patterns.map((own) => keys.map((key) => allows(own, key)))).toEqual([[true, false, false], [false, true, false], [false, false, true]]);
  for (const key of ['ANSWER#principal#ask-1', 'CALL#principal#session#1', 'USED#principal#1', 'TOOL#', 'TOOL#*']) {
    expect(patterns.map((own) => allows(own, key))).toEqual([false, false, false]);
  }
});

test('tools of one function share its permission, and one that does not report is called as before', () => {
  const { template } = synthesizeServer((stack) => {
    const fn = toolFunction(stack);
    return { tools: [tool(fn, McpReports.fromTable(), {}, 'one'), tool(fn, McpReports.fromTable(), {}, 'two'), tool(fn, undefined, {}, 'three')] };
  });

  expect(ofRole(template, 'ForecastServiceRole')).toHaveLength(1);
  expect(inlineCode(template).match(/"kind\\+":\\+"(reporting-)?function/g)).toHaveLength(2);
});

test('a function of another stack gets a policy in the stack of the server: neither depends on the other twice', () => {
  const app = new App();
  const fn = toolFunction(new Stack(app, 'Tools', ENV));
  const stack = new Stack(app, 'Server', ENV);
  new RemoteMcpServer(stack, 'Server', { tools: [tool(fn.currentVersion, McpReports.fromTable())] });

  expect(() => app.synth()).not.toThrow();
  expect(Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(({ Properties }) => JSON.stringify(Properties).includes('TOOL#'))).toMatchObject([
    { Properties: { Roles: [{ 'Fn::ImportValue': expect.stringContaining('ForecastServiceRole') }] } },
  ]);
});

const streamed = () => McpReports.fromResponseStream();
const table = () => McpReports.fromTable();
const imported = (stack: Stack, account?: string) => lambda.Function.fromFunctionAttributes(stack, 'Imported', {
  functionArn: account === undefined ? ARN : ARN.replace('123456789012', account),
  role: iam.Role.fromRoleArn(stack, 'Role', `arn:aws:iam::${account ?? '123456789012'}:role/import`),
});

test.each<[string, string | undefined, McpReports, (stack: Stack) => lambda.IFunction]>([
  ['imported without its role', 'FunctionWithoutRole', table(), (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', ARN)],
  ['imported with its role', undefined, table(), (stack) => imported(stack)],
  ['imported from another account', 'FunctionInAnotherAccount', table(), (stack) => imported(stack, '999999999999')],
  ['imported without its role, which streams', undefined, streamed(), (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', ARN)],
  ['in Python, which does not stream', 'RuntimeWithoutStreaming', streamed(), (stack) => pythonFunction(stack)],
  ['a version in Python, which does not stream', 'RuntimeWithoutStreaming', streamed(), (stack) => pythonFunction(stack).currentVersion],
  ['an alias in Python, which does not stream', 'RuntimeWithoutStreaming', streamed(), (stack) => pythonFunction(stack).addAlias('live')],
  ['in Python, through the table', undefined, table(), (stack) => pythonFunction(stack)],
])('of a function that is %s the error is %s', (_what, code, reports, fn) => {
  const stack = new Stack(new App(), 'Weather', ENV);
  const server = new RemoteMcpServer(stack, 'Server');

  expect(codeOf(() => server.addTool(tool(fn(stack), reports)))).toBe(code);
});

function pythonFunction(stack: Stack): lambda.Function {
  return new lambda.Function(stack, 'Python', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.handler', code: lambda.Code.fromInline('def handler(event, context): pass') });
}
