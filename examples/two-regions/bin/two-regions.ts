import { App } from 'aws-cdk-lib';
import { HomeStack } from '../lib/home-stack';
import { RegionStack } from '../lib/region-stack';
import { InitialAccessToken, SigningSecret } from 'cdk-remote-mcp-server';

// The account and the domain are yours to change; both Regions and the witness of the table are of one set (docs/two-regions.md).
const account = process.env.CDK_DEFAULT_ACCOUNT ?? '111122223333';
const domainName = 'mcp.example.com';
const [primary, secondary] = ['eu-central-1', 'eu-west-1'];
const names = { registry: 'two-regions-registry', signing: 'two-regions/signing', registration: 'two-regions/registration' };

const app = new App();
const home = new HomeStack(app, 'Home', { env: { account, region: primary }, domainName, secondary, names });
const away = new RegionStack(app, 'Away', { env: { account, region: secondary }, domainName });
away.serve({
  registryTable: away.importTable(names.registry),
  signingSecret: SigningSecret.fromSecret(away.importSecret(names.signing), { rotatedElsewhere: true }),
  initialAccessToken: InitialAccessToken.fromSecret(away.importSecret(names.registration)),
});
// What Away imports by name has to be there.
away.addDependency(home);
