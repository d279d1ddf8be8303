import { AwsSolutionsChecks } from 'cdk-nag';
import { fullServer, minimalServer } from '../support/reference-servers';
import { SynthesizedServer } from '../support/synthesized-server';

/** What AwsSolutions objects to, where, and why it stays. */
const ACCEPTED: readonly { readonly rule: string; readonly on: RegExp; readonly reason: string }[] = [
  {
    rule: 'AwsSolutions-APIG2',
    on: /\/Gateway\/Api\/Resource$/,
    reason: 'The functions validate what is sent, by JSON Schema and by the OAuth specifications, with errors that MCP and OAuth clients understand; the gateway\'s are its own.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    on: new RegExp(`/Api/Default/(${[
      '(mcp/)?\\.well-known/\\{document\\}(/mcp)?/ANY', '(jwks|authorize(/\\{uid\\})?|interaction/\\{uid\\}|callback/\\{provider\\}|access|signed-out)/ANY',
      '(token|register|dcr|revoke|introspect|par)/POST', '(register|clients)/\\{client_id\\}/ANY', 'mcp/server-card/ANY', '\\.well-known/ai-catalog\\.json/ANY',
    ].join('|')})/Resource$`),
    reason: 'Public by specification: discovery, keys, sign-in, and endpoints that authenticate the client themselves.',
  },
  {
    rule: 'AwsSolutions-COG2',
    on: /\/SignIn\/UserPool\/Resource$/,
    reason: 'Whether everybody needs a second factor is for the owner to say: `SignIn.managed({ mfa })`. Everybody may have one.',
  },
  {
    rule: 'AwsSolutions-COG8',
    on: /\/SignIn\/UserPool\/Resource$/,
    reason: 'The Plus plan costs money for everybody who signs in; managed login needs no more than Essentials. `SignIn.managed({ featurePlan })` chooses it.',
  },
  {
    rule: 'AwsSolutions-COG4',
    on: /\/Api\/Default\//,
    reason: 'Access tokens are this server\'s own and are verified by its Lambda authorizer; a user pool can neither register MCP clients nor name the MCP server as an audience.',
  },
  {
    rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    on: /\/RemoteMcpServerLogging\/Role\/Resource$/,
    reason: 'The role is the account\'s, for the logs of all its APIs; AWS made this policy for it. `cloudWatchRole: false` leaves it to someone else.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    on: /\/(Audit|Authorizer|OAuth|DocumentFetcher|Mcp)\/Role\/DefaultPolicy\/Resource$/,
    reason: 'X-Ray takes traces on no particular resource.',
  },
  {
    rule: 'AwsSolutions-SMG4',
    on: /\/(SigningSecret|InitialAccessToken|ClientSecret-[^/]+)\/Resource$/,
    reason: 'A generated secret is rotated by putting a new version, which takes over without an interruption; when is for the owner to say.',
  },
];

/** The user's own function, which the server does not make. */
const NOT_OURS = 'Weather/Forecast/';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

function findings({ app }: SynthesizedServer): Finding[] {
  return new AwsSolutionsChecks(app).validateScope(app).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath ?? '' })))
    .filter(({ path }) => !path.startsWith(NOT_OURS));
}

const reasonFor = ({ rule, path }: Finding) => ACCEPTED.find((accepted) => accepted.rule === rule && accepted.on.test(path));

describe('cdk-nag', () => {
  const minimal = findings(minimalServer());
  const full = findings(fullServer());

  test('looks at the server at all', () => {
    expect(minimal.length).toBeGreaterThan(0);
  });

  test.each([['minimal', minimal], ['full', full]])('finds nothing in the %s server without a written reason', (_, found) => {
    expect(found.filter((finding) => reasonFor(finding) === undefined)).toEqual([]);
  });

  test('has no reason that is not needed any more', () => {
    const needed = new Set([...minimal, ...full].map(reasonFor));
    expect(ACCEPTED.filter((accepted) => !needed.has(accepted))).toEqual([]);
  });
});
