// Where the server and its functions are: partitions, Regions, stages, stacks, synthesizers.
import { Aspects, CfnOutput, CliCredentialsStackSynthesizer, DefaultStackSynthesizer, LegacyStackSynthesizer, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { greet, greeter, server, type Shape } from './shape';

const ACCOUNT = '123456789012';
const HELLO = /^Hello Ada from/;

const inRegion = (region: string): Shape => ({
  name: `in ${region}`,
  declare: (app) => void server(new Stack(app, 'Weather', { env: { account: ACCOUNT, region } })),
  greeting: new RegExp(`^Hello Ada from ${region}$`),
});

export const PLACES: readonly Shape[] = [
  { name: 'of no account and Region', declare: (app) => void server(new Stack(app, 'Weather')), greeting: /^Hello Ada from us-east-1$/ },
  inRegion('eu-central-1'),
  inRegion('cn-north-1'),
  inRegion('us-gov-west-1'),
  inRegion('eusc-de-east-1'),
  { name: 'in a stage', declare: (app) => void server(new Stack(new Stage(app, 'Prod'), 'Weather')), greeting: HELLO },
  {
    name: 'in two stages, of which one is chosen',
    declare: (app) => ['Beta', 'Prod'].forEach((id) => server(new Stack(new Stage(app, id, { env: { region: id === 'Beta' ? 'eu-west-1' : 'eu-west-3' } }), 'Weather'))),
    options: { stack: 'Prod' },
    greeting: /eu-west-3$/,
  },
  { name: 'in a nested stack', declare: (app) => void server(new NestedStack(new Stack(app, 'Weather'), 'Nested')), greeting: HELLO },
  { name: 'in a nested stack of a stage', declare: (app) => void server(new NestedStack(new Stack(new Stage(app, 'Prod'), 'Weather'), 'Nested')), greeting: HELLO },
  {
    name: 'whose function is in a nested stack',
    declare: (app) => {
      const stack = new Stack(app, 'Weather');
      server(stack, { tools: [greet(greeter(new NestedStack(stack, 'Functions')))] });
    },
    greeting: HELLO,
  },
  {
    name: 'whose function is in another stack',
    declare: (app) => void server(new Stack(app, 'Weather'), { tools: [greet(greeter(new Stack(app, 'Functions')))] }),
    greeting: HELLO,
  },
  {
    name: 'whose function is in another Region',
    declare: (app) => {
      const functions = new Stack(app, 'Functions', { env: { account: ACCOUNT, region: 'us-west-2' }, crossRegionReferences: true });
      server(new Stack(app, 'Weather', { env: { account: ACCOUNT, region: 'eu-central-1' }, crossRegionReferences: true }), { tools: [greet(greeter(functions))] });
    },
    greeting: /us-west-2$/,
  },
  { name: 'by the legacy synthesizer', declare: (app) => void server(new Stack(app, 'Weather', { synthesizer: new LegacyStackSynthesizer() })), greeting: HELLO },
  {
    name: 'by a synthesizer with a qualifier and prefixes',
    declare: (app) => void server(new Stack(app, 'Weather', { synthesizer: new DefaultStackSynthesizer({ qualifier: 'mine', bucketPrefix: 'assets/', fileAssetsBucketName: 'ours' }) })),
    greeting: HELLO,
  },
  { name: 'by the credentials of the CLI', declare: (app) => void server(new Stack(app, 'Weather', { synthesizer: new CliCredentialsStackSynthesizer() })), greeting: HELLO },
  {
    name: 'without any metadata',
    app: { context: { 'aws:cdk:enable-path-metadata': false, 'aws:cdk:enable-asset-metadata': false, 'aws:cdk:disable-asset-staging': true, 'aws:cdk:version-reporting': false } },
    declare: (app) => void server(new Stack(app, 'Weather')),
    greeting: HELLO,
  },
  {
    name: 'of a stack with a name, tags, an aspect and outputs',
    declare: (app) => {
      const stack = new Stack(app, 'Weather', { stackName: 'prod-weather-mcp', terminationProtection: true, tags: { team: 'weather' } });
      Tags.of(app).add('cost', 'center');
      Aspects.of(stack).add({ visit: (node) => node instanceof CfnFunction && node.addPropertyOverride('ReservedConcurrentExecutions', 5) });
      new CfnOutput(stack, 'Url', { value: server(stack).mcpUrl, exportName: 'mcp-url' });
    },
    greeting: HELLO,
  },
  {
    name: 'one of two servers of a stack, chosen by its path',
    declare: (app) => {
      const stack = new Stack(app, 'Weather');
      server(stack, { serverName: 'first' }, 'First');
      server(stack, { serverName: 'second' }, 'Second');
    },
    options: { stack: 'Weather/Second' },
    greeting: HELLO,
    check: async (client) => {
      const name = client.getServerVersion()?.name;
      if (name !== 'second') {
        throw new Error(`the server is called ${name}`);
      }
    },
  },
  {
    name: 'two servers of a stack',
    declare: (app) => {
      const stack = new Stack(app, 'Weather');
      server(stack, {}, 'First');
      server(stack, {}, 'Second');
    },
    served: ['Weather/First', 'Weather/Second'],
    greeting: HELLO,
  },
  {
    name: 'two servers of two stacks, one of them nested',
    declare: (app) => {
      server(new Stack(app, 'Weather'));
      server(new NestedStack(new Stack(app, 'Sea'), 'Tides'));
    },
    served: ['Weather/Server', 'Sea/Tides'],
    greeting: HELLO,
  },
  {
    name: 'a server in two stages',
    declare: (app) => ['Beta', 'Prod'].forEach((id) => server(new Stack(new Stage(app, id), 'Weather'))),
    served: ['Beta/Weather', 'Prod/Weather'],
    greeting: HELLO,
  },
];
