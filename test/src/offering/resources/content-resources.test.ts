import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Duration, Environment, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { requiredScopes } from '../../../../src/contract/authorizer/access-policy';
import { McpCompletion } from '../../../../src/offering/completion/mcp-completion';
import { McpLargeContent } from '../../../../src/offering/resources/large-content';
import { McpResource } from '../../../../src/offering/resources/mcp-resource';
import { McpBucketResourceProps, McpDirectoryResourceProps } from '../../../../src/offering/resources/resource-props';
import { byPrecedence, parseUriTemplate, templatesOverlap } from '../../../../src/offering/resources/uri-template';
import { RemoteMcpServer } from '../../../../src/remote-mcp-server';
import { codeOf, fixture, Fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

function catalogueOf({ offering }: Fixture) {
  const directory = temporaryDirectory();
  offering.writeCatalogue(directory);
  const json = (file: string) => JSON.parse(fs.readFileSync(path.join(directory, file), 'utf8'));
  return { index: json('catalogue.json'), json };
}

const statements = (stack: Stack): unknown[] => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
  .flatMap(({ Properties }) => Properties.PolicyDocument.Statement as unknown[]);

describe('objects of a bucket', () => {
  const add = (props: Partial<McpBucketResourceProps> = {}, uriTemplate = 'docs://{+key}') => {
    const server = fixture();
    const bucket = s3.Bucket.fromBucketAttributes(server.stack, 'Documents', { bucketName: 'documents', region: 'us-west-2' });
    server.offering.addResource(McpResource.fromBucket(uriTemplate, bucket, { name: 'docs', prefix: 'handbook/', ...props }));
    return server;
  };

  test('may be read and listed below the prefix, and nothing else', () => {
    expect(statements(add().stack)).toEqual([
      { Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::documents/handbook/*']] } },
      {
        Action: 's3:ListBucket',
        Effect: 'Allow',
        Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::documents']] },
        Condition: { StringLike: { 's3:prefix': 'handbook/*' } },
      },
    ]);
  });

  test('are not listed where their keys are not completed', () => {
    const server = add({ completesKeys: false });

    expect(statements(server.stack)).toEqual([expect.objectContaining({ Action: 's3:GetObject' })]);
    expect(catalogueOf(server).index.resourceTemplates[0]).not.toHaveProperty('completions');
  });

  test('are named in the wiring with the Region of the bucket', () => {
    const server = add();
    const { index, json } = catalogueOf(server);
    const source = json(index.resourceTemplates[0].source);

    expect(server.offering.wiring()).toEqual({ targets: {}, buckets: { [source.bucket]: { bucketName: 'documents', region: 'us-west-2' } } });
    expect(source).toEqual({ kind: 'bucket', key: 'handbook/', bucket: source.bucket, maxBytes: 4 * 1024 * 1024, ttlMs: 0 });
  });

  test('have a key that may be used where the bucket is encrypted with one', () => {
    const { stack, offering } = fixture();
    const bucket = new s3.Bucket(stack, 'Documents', { encryptionKey: new kms.Key(stack, 'Key') });
    offering.addResource(McpResource.fromBucketObject('docs://terms', bucket, 'legal/terms.pdf', { name: 'terms' }));

    expect(statements(stack)).toEqual([
      { Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }, '/legal/terms.pdf']] } },
      {
        Action: 'kms:Decrypt',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.any(String), 'Arn'] },
        Condition: { StringEquals: { 'kms:ViaService': expect.anything() } },
      },
    ]);
  });

  test.each<[string, (stack: Stack) => kms.IKey]>([
    ['an alias', (stack) => new kms.Key(stack, 'Key').addAlias('documents')],
    ['an imported alias', (stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/documents')],
  ])('that %s encrypts are decrypted by the key that has it: an alias is no resource of a permission', (_, key) => {
    const { stack, offering } = fixture();
    offering.addResource(McpResource.fromBucket('docs://{+key}', new s3.Bucket(stack, 'Encrypted', { encryptionKey: key(stack) }), { name: 'docs' }));

    expect(statements(stack)).toContainEqual({
      Action: 'kms:Decrypt',
      Effect: 'Allow',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':kms:eu-central-1:123456789012:key/*']] },
      Condition: { 'StringEquals': { 'kms:ViaService': expect.anything() }, 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/documents' } },
    });
  });

  const OURS = { account: '123456789012', region: 'eu-central-1' };

  function serverOfBucketIn(env: Environment, bucketOf: (stack: Stack) => s3.IBucket) {
    const app = new App();
    const theirs = new Stack(app, 'Theirs', { env, crossRegionReferences: true });
    const ours = new Stack(app, 'Ours', { env: OURS, crossRegionReferences: true });
    new RemoteMcpServer(ours, 'Server', { resources: [McpResource.fromBucket('docs://{+key}', bucketOf(theirs), { name: 'docs', prefix: 'handbook/' })] });
    return { app, ours, theirs };
  }

  test('of a bucket with a key in another Region are read by a permission of the server alone', () => {
    const { app, ours, theirs } = serverOfBucketIn({ ...OURS, region: 'us-west-2' }, (stack) => new s3.Bucket(stack, 'Documents', { encryptionKey: new kms.Key(stack, 'Key') }));
    app.synth();

    expect(statements(ours)).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Condition: { StringEquals: { 'kms:ViaService': 's3.us-west-2.amazonaws.com' } } }));
    Template.fromStack(theirs).resourceCountIs('AWS::S3::BucketPolicy', 0);
  });

  test('of a bucket in another account are read with its leave, for the account of the server', () => {
    const { app, ours, theirs } = serverOfBucketIn({ ...OURS, account: '999999999999' }, (stack) => new s3.Bucket(stack, 'Documents', { bucketName: 'documents' }));
    app.synth();
    const [policy] = Object.values(Template.fromStack(theirs).findResources('AWS::S3::BucketPolicy'));
    const Principal = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] } };

    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      expect.objectContaining({ Action: 's3:GetObject', Principal }),
      expect.objectContaining({ Action: 's3:ListBucket', Principal, Condition: { StringLike: { 's3:prefix': 'handbook/*' } } }),
    ]);
    Annotations.fromStack(ours).hasNoWarning('*', Match.stringLikeRegexp('bucketInAnotherAccount'));
  });

  test.each(['Documents" .*let account 123456789012 s3:GetObject', 'Key" .*let account 123456789012 kms:Decrypt'])('of an imported bucket and key in another account need their leave, as is said: %s', (said) => {
    const { ours } = serverOfBucketIn(OURS, (stack) => s3.Bucket.fromBucketAttributes(stack, 'Documents', {
      bucketName: 'documents', account: '999999999999', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:999999999999:key/1234abcd'),
    }));

    Annotations.fromStack(ours).hasWarning('*', Match.stringLikeRegexp(`${said}.*bucketInAnotherAccount`));
  });

  test('T83 are not read by a wildcard or a variable of IAM in their key', () => {
    const { stack, offering } = fixture();
    const bucket = s3.Bucket.fromBucketName(stack, 'Documents', 'documents');
    offering.addResource(McpResource.fromBucketObject('docs://a', bucket, 'a*b?c${aws:username}', { name: 'a' }));

    expect(JSON.stringify(statements(stack))).toContain('documents/a${*}b${?}c${$}{aws:username}');
  });

  test('that are alike in all but the bucket are not mixed up', () => {
    const { stack, offering } = fixture();
    for (const name of ['one', 'two']) {
      offering.addResource(McpResource.fromBucket(`${name}://{+key}`, s3.Bucket.fromBucketName(stack, name, `documents-${name}`), { name, prefix: 'a/' }));
    }

    expect(Object.values(offering.wiring().buckets!).map(({ bucketName }) => bucketName).sort()).toEqual(['documents-one', 'documents-two']);
  });

  test.each<[string, Partial<McpBucketResourceProps>, string?]>([
    ['InvalidBucketPrefix', { prefix: 'handbook' }],
    ['InvalidBucketPrefix', { prefix: '/handbook/' }],
    ['InvalidBucketPrefix', { prefix: 'a/../b/' }],
    ['InvalidBucketPrefix', { prefix: 'a\\b/' }],
    ['InvalidBucketPrefix', { prefix: `${'a'.repeat(1024)}/` }],
    ['InvalidUriTemplate', {}, 'docs://{team}/{+key}'],
    ['InvalidUriTemplate', {}, 'docs://key'],
    ['InvalidTtl', { ttl: Duration.days(2) }],
    ['InvalidMaxSize', { largeContent: McpLargeContent.streamed(Size.mebibytes(101)) }],
    ['InvalidMaxSize', { largeContent: McpLargeContent.streamed(Size.bytes(0)) }],
    ['InvalidExpiry', { largeContent: McpLargeContent.linked({ expires: Duration.hours(2) }) }],
    ['InvalidExpiry', { largeContent: McpLargeContent.linked({ expires: Duration.millis(500) }) }],
    ['MissingResourceName', { name: '' }],
  ])('are refused with %s for %j', (...[code, props, uriTemplate]) => {
    expect(codeOf(() => add(props, uriTemplate))).toBe(code);
  });

  test.each(['', 'a/', '/a', '../a', 'a\n', 'a'.repeat(1025)])('are refused by the key %j', (key) => {
    const { stack, offering } = fixture();
    const bucket = s3.Bucket.fromBucketName(stack, 'Documents', 'documents');

    expect(codeOf(() => offering.addResource(McpResource.fromBucketObject('docs://a', bucket, key, { name: 'a' })))).toBe('InvalidObjectKey');
  });

  test.each<[string, McpLargeContent, object]>([
    ['streamed', McpLargeContent.streamed(Size.mebibytes(16)), { maxBytes: 4 * 1024 * 1024, streamedMaxBytes: 16 * 1024 * 1024 }],
    ['streamed, of little', McpLargeContent.streamed(Size.mebibytes(1)), { maxBytes: 1024 * 1024 }],
    ['linked', McpLargeContent.linked(), { maxBytes: 4 * 1024 * 1024, linkSeconds: 300 }],
  ])('may be %s where they are large', (_name, largeContent, expected) => {
    const { index, json } = catalogueOf(add({ largeContent }));

    expect(json(index.resourceTemplates[0].source)).toMatchObject(expected);
  });
});

describe('what a function reads', () => {
  test('is granted once, and completed by it', () => {
    const server = fixture();
    const orders = server.fn('orders');
    server.offering.addResource(McpResource.fromFunction('orders://{id}', orders, { name: 'order', completions: { id: McpCompletion.fromFunction(orders) } }));
    server.offering.addResource(McpResource.fromFunction('orders://all', orders, { name: 'orders', mimeType: 'application/json' }));
    const { index, json } = catalogueOf(server);
    const [id] = Object.keys(server.offering.wiring().targets);

    expect(statements(server.stack)).toEqual([expect.objectContaining({ Action: 'lambda:InvokeFunction' })]);
    expect(json(index.resourceTemplates[0].source)).toEqual({ kind: 'function', target: { kind: 'function', id }, name: 'orders://{id}', mimeType: 'text/plain' });
    expect(json(index.resourceTemplates[0].completions)).toEqual({ id: { kind: 'function', target: { kind: 'function', id } } });
    expect(json(index.resources['orders://all'].source)).toMatchObject({ name: 'orders://all', mimeType: 'application/json' });
  });

  test.each<[string, string, { [variable: string]: McpCompletion }]>([
    ['UnknownTemplateVariable', 'orders://{id}', { other: McpCompletion.fromValues('a') }],
    ['UnknownTemplateVariable', 'orders://all', { id: McpCompletion.fromValues('a') }],
    ['EmptyCompletion', 'orders://{id}', { id: McpCompletion.fromValues() }],
  ])('is refused with %s for %s', (code, uri, completions) => {
    const { offering, fn } = fixture();

    expect(codeOf(() => offering.addResource(McpResource.fromFunction(uri, fn('orders'), { name: 'order', completions })))).toBe(code);
  });
});

describe('the files of a directory', () => {
  function files(contents: { readonly [file: string]: string | Buffer }): string {
    const directory = temporaryDirectory();
    for (const [file, content] of Object.entries(contents)) {
      fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      fs.writeFileSync(path.join(directory, file), content);
    }
    return directory;
  }
  const add = (directory: string, props: McpDirectoryResourceProps = {}, uri = 'docs://handbook/') => {
    const server = fixture();
    server.offering.addResource(McpResource.fromDirectory(uri, directory, props));
    return server;
  };

  test('are resources, in one order, with their paths as names', () => {
    const directory = files({ 'b.md': '# B', 'a/ü & x.md': 'A', 'a/data.bin': Buffer.from([0, 255]), 'LICENSE': 'text', 'raw': Buffer.from([0xff, 0]) });
    const { index, json } = catalogueOf(add(directory, { requiredScopes: [] }));

    expect(Object.entries<{ contents: string }>(index.resources).map(([uri, { contents }]) => [uri, json(contents)[0]])).toEqual([
      ['docs://handbook/LICENSE', { uri: 'docs://handbook/LICENSE', mimeType: 'text/plain', text: 'text' }],
      ['docs://handbook/a/data.bin', { uri: 'docs://handbook/a/data.bin', mimeType: 'application/octet-stream', blob: 'AP8=' }],
      ['docs://handbook/a/%C3%BC%20%26%20x.md', { uri: 'docs://handbook/a/%C3%BC%20%26%20x.md', mimeType: 'text/markdown', text: 'A' }],
      ['docs://handbook/b.md', { uri: 'docs://handbook/b.md', mimeType: 'text/markdown', text: '# B' }],
      ['docs://handbook/raw', { uri: 'docs://handbook/raw', mimeType: 'application/octet-stream', blob: '/wA=' }],
    ]);
  });

  test('are left out where they are hidden or excluded', () => {
    const directory = files({ 'a.md': 'a', '.env': 'secret', '.git/config': 'secret', 'drafts/b.md': 'b', 'c.tmp': 'c' });

    expect(Object.keys(catalogueOf(add(directory, { exclude: ['drafts', '*.tmp'] })).index.resources)).toEqual(['docs://handbook/a.md']);
  });

  test('may be links within the directory', () => {
    const directory = files({ 'a.md': 'a' });
    fs.symlinkSync('a.md', path.join(directory, 'b.md'));

    expect(Object.keys(catalogueOf(add(directory)).index.resources)).toEqual(['docs://handbook/a.md', 'docs://handbook/b.md']);
  });

  test.each(['/etc/passwd', '../outside.md', '.env', 'sub', 'nowhere'])('T84 may not be a link to %s', (target) => {
    const parent = files({ 'outside.md': 'secret', 'docs/a.md': 'a', 'docs/.env': 'secret', 'docs/sub/x.md': 'x' });
    fs.symlinkSync(target, path.join(parent, 'docs', 'link'));

    expect(codeOf(() => add(path.join(parent, 'docs')))).toBe('InvalidDirectoryEntry');
    expect(codeOf(() => add(path.join(parent, 'docs'), { exclude: ['link'] }))).toBeUndefined();
  });

  test.each<[string, () => string, string?]>([
    ['AssetNotFound', () => '/does/not/exist'],
    ['EmptyDirectory', () => files({ '.hidden': '' })],
    ['TooManyFiles', () => files(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}.md`, ''])))],
    ['AssetTooLarge', () => files({ 'a.bin': Buffer.alloc(4 * 1024 * 1024 + 1) })],
    ['DirectoryTooLarge', () => files(Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`${index}.bin`, Buffer.alloc(4 * 1024 * 1024)])))],
    ['AssetNotText', () => files({ 'a.md': Buffer.from([0xff]) })],
    ['InvalidResourceUri', () => files({ 'a.md': '' }), 'docs://handbook'],
    ['InvalidResourceUri', () => files({ 'a.md': '' }), 'docs://handbook/?a/'],
  ])('are refused with %s', (...[code, directory, uri]) => {
    expect(codeOf(() => add(directory(), {}, uri))).toBe(code);
  });
});

describe('a URI template', () => {
  const match = (template: string, uri: string) => {
    const parsed = parseUriTemplate(template);
    return 'pattern' in parsed ? new RegExp(parsed.pattern).exec(uri)?.slice(1) : parsed.problem;
  };

  test.each([
    ['docs://{+path}', 'docs://a/b?c#d', ['a/b?c#d']],
    ['docs://{+path}/raw', 'docs://a/raw/b/raw', ['a/raw/b']],
    ['docs://{team}/{+path}', 'docs://a/b/c', ['a', 'b/c']],
    ['docs://{+path}/{name}', 'docs://a/b/c', ['a/b', 'c']],
    ['docs://h/my files/{a}', 'docs://h/my%20files/x', ['x']],
    ['docs://h/größe/{a}', 'docs://h/gr%C3%B6%C3%9Fe/x', ['x']],
    ['docs://größe/{a}', 'docs://gr%C3%B6%C3%9Fe/x', ['x']],
    ['docs://{a}', 'docs://a/b', undefined],
  ])('%s matches %s', (template, uri, variables) => {
    expect(match(template, uri)).toEqual(variables);
  });

  test.each([
    ['docs://{a}', 'docs://{b}/c', false],
    ['docs://{a}/c', 'docs://{b}/c', true],
    ['docs://{a}/c', 'docs://b/{c}', true],
    ['docs://{a}/c', 'docs://b/d', false],
    ['docs://{+a}', 'docs://b/{c}', true],
    ['docs://{+a}.md', 'docs://b/{c}.txt', false],
    ['docs://{+a}.md', 'docs://b/{c}', true],
    ['docs://x-{a}', 'docs://{b}-y', true],
    ['DOCS-A://{a}', 'docs://{a}', false],
    ['docs://Host/{a}', 'docs://host/{b}', true],
    ['docs://h/A/{a}', 'docs://h/a/{b}', false],
  ])('%s and %s overlap: %s', (left, right, overlap) => {
    expect([templatesOverlap(left, right), templatesOverlap(right, left)]).toEqual([overlap, overlap]);
  });

  test('that says more comes first, in whatever order they are declared', () => {
    const templates = ['docs://{+key}', 'docs://team/{+key}', 'docs://{a}/{b}', 'docs://team/{b}', 'docs://{a}/{b}/raw'];
    const sorted = ['docs://team/{b}', 'docs://{a}/{b}/raw', 'docs://{a}/{b}', 'docs://team/{+key}', 'docs://{+key}'];

    expect([...templates].sort(byPrecedence)).toEqual(sorted);
    expect([...templates].reverse().sort(byPrecedence)).toEqual(sorted);
  });
});

describe('templates that match the same URIs', () => {
  const add = (...templates: [uriTemplate: string, requiredScopes: string[]][]) => {
    const server = fixture({ scopes: [{ name: 'docs', description: 'Read' }] });
    const docs = server.fn('docs');
    for (const [uriTemplate, scopes] of templates) {
      server.offering.addResource(McpResource.fromFunction(uriTemplate, docs, { name: uriTemplate, requiredScopes: scopes }));
    }
    return server;
  };
  const found = '.*some URIs match both templates "docs://team/\\{b\\}" and "docs://\\{\\+key\\}"; "docs://team/\\{b\\}" is the one that is read.*';

  test('are said to', () => {
    Annotations.fromStack(add(['docs://{+key}', []], ['docs://team/{b}', []]).stack).hasInfo('*', Match.stringLikeRegexp(found));
  });

  test('are warned of where they require other scopes', () => {
    Annotations.fromStack(add(['docs://{+key}', []], ['docs://team/{b}', ['docs']]).stack).hasWarning('*', Match.stringLikeRegexp(found));
  });

  test('are tried in the same order by the MCP function and by the authorizer', () => {
    const server = add(['docs://{+key}', []], ['docs://team/{b}', ['docs']]);
    const policy = server.offering.accessPolicy()!;

    expect(catalogueOf(server).index.resourceTemplates.map(({ uriTemplate }: { uriTemplate: string }) => uriTemplate)).toEqual(['docs://team/{b}', 'docs://{+key}']);
    expect(requiredScopes(policy, { method: 'resources/read', name: 'docs://team/b' })).toEqual(['docs']);
    expect(requiredScopes(policy, { method: 'resources/read', name: 'docs://other/b' })).toEqual([]);
  });

  test('T85 a resource that requires nothing is not denied because a template that matches it requires something', () => {
    const { offering, fn } = fixture({ scopes: [{ name: 'docs', description: 'Read' }] });
    offering.addResource(McpResource.fromText('docs://public', { name: 'public', text: 'for everybody' }));
    offering.addResource(McpResource.fromText('notes://public', { name: 'note', text: 'for everybody' }));
    offering.addResource(McpResource.fromFunction('docs://{+key}', fn('docs'), { name: 'docs', requiredScopes: ['docs'] }));
    const policy = offering.accessPolicy()!;
    const scopesOf = (name: string) => requiredScopes(policy, { method: 'resources/read', name });

    expect(['docs://public', 'DOCS://Public', 'docs://other', 'notes://public', 'not a uri'].map(scopesOf)).toEqual([[], [], ['docs'], [], []]);
    expect(Object.keys(policy.resources)).toEqual(['docs://public']);
  });
});
