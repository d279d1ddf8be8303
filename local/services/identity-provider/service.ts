import { DEFAULT_CLAIM_NAMES } from './claims';
import { declaredSignIn, type DeclaredProvider, type DeclaredSignIn } from './declared-provider';
import { type KeptProvider, type RunningIdentityProvider, startIdentityProvider } from './identity-provider';
import { issuerLocalizer, isUserPool } from './issuers';
import { usersOfRules } from './people-of-rules';
import { providersOfAll, usersOfAll } from './shared-provider';
import { partitionOf } from '../../cloud-assembly/environment';
import { arn, shortId, type ResourceIdentity } from '../../cloud-assembly/physical-ids';
import { LocalError } from '../../errors/local-error';
import type { ListedProvider } from '../../people/listed-provider';
import { People } from '../../people/people';
import { type User } from '../../people/users';
import { usersAt } from '../../people/users-file';
import type { LocalService, ServiceOptions } from '../service/service';

const userPoolId = (pool: ResourceIdentity) => `${pool.environment.region}_${shortId(pool).slice(0, 9)}`;
const providerName = (pool: ResourceIdentity) => `cognito-idp.${pool.environment.region}.${partitionOf(pool.environment.region).urlSuffix}/${userPoolId(pool)}`;

/** One provider for each issuer that users sign in with, Cognito's user pools among them. */
export const identityProviders: LocalService = {
  resources: {
    'AWS::Cognito::UserPool': {
      ref: userPoolId,
      arn: (pool) => arn(pool, 'cognito-idp', `userpool/${userPoolId(pool)}`),
      attributes: {
        UserPoolId: userPoolId,
        ProviderName: providerName,
        ProviderURL: (pool) => `https://${providerName(pool)}`,
      },
    },
    'AWS::Cognito::UserPoolClient': { ref: shortId, attributes: { ClientId: shortId } },
  },
  start: (_functions, _credentials, options) => {
    const elsewhere = options.shared?.issuers;
    if (elsewhere !== undefined) {
      return Promise.resolve({ deploy: () => undefined, localize: issuerLocalizer(elsewhere), close: () => undefined });
    }
    const running = new Map<string, { readonly provider: RunningIdentityProvider; readonly people: People }>();
    const before = (options.kept?.read('identity-providers') ?? {}) as { readonly [issuer: string]: KeptProvider };
    /** By the ids of endpoints. */
    let listed: ReadonlyMap<string, readonly ListedProvider[]> = new Map();
    let written = '';
    return Promise.resolve({
      deploy: async ({ endpoints }) => {
        const signIns = endpoints.map(declaredSignIn);
        const shared = providersOfAll(signIns);
        refuseUnusedIssuers(options.users, shared);
        for (const declared of shared) {
          const asking = signIns.filter(({ providers }) => providers.some(({ issuer }) => issuer === declared.issuer));
          const users = usersOfAll(asking.map((signIn) => usersOf(signIn.providers.find(({ issuer }) => issuer === declared.issuer)!, signIn, options)));
          const known = running.get(declared.issuer);
          known?.people.declare(users);
          running.set(declared.issuer, known ?? await startFor(declared, users, asking.flatMap(({ server }) => server ?? []), before[declared.issuer]));
        }
        listed = new Map(signIns.map(({ providers }, index) => [endpoints[index].id, providers.map(({ issuer, name, rechecksUsers }) => {
          const { provider, people } = running.get(issuer)!;
          return { issuer: provider.issuer, standsFor: { issuer, name }, people, rechecksUsers };
        })]));
      },
      identityProviders: (endpointId) => listed.get(endpointId) ?? [],
      localize: (text) => issuerLocalizer(new Map([...running].map(([issuer, { provider }]) => [issuer, provider.issuer])))(text),
      keep: () => {
        const providers = Object.fromEntries([...running].map(([issuer, { provider }]) => [issuer, provider.kept()]));
        const now = JSON.stringify(providers);
        if (options.kept !== undefined && now !== written) {
          options.kept.write('identity-providers', providers);
          written = now;
        }
      },
      close: async () => {
        await Promise.all([...running.values()].map(({ provider }) => provider.close()));
      },
    });
  },
};

function usersOf(declared: DeclaredProvider, { groupScopes }: DeclaredSignIn, { users }: Pick<ServiceOptions, 'users'>): readonly User[] {
  return users === undefined ? usersOfRules(declared, groupScopes) : usersAt(declared.issuer, users, declared);
}

async function startFor(declared: DeclaredProvider, users: readonly User[], servers: readonly string[], kept: KeptProvider | undefined) {
  const { issuer, name, groupsClaims, subjectClaims, rechecksUsers } = declared;
  const people = new People(users, kept?.people);
  const provider = await startIdentityProvider({
    kept,
    people,
    claimNames: { groups: groupsClaims.length > 0 ? groupsClaims : DEFAULT_CLAIM_NAMES.groups, subject: subjectClaims },
    standsFor: { issuer, name, servers, rechecksUsers },
    refreshTokens: isUserPool(issuer) ? 'always' : 'offline_access',
  });
  return { provider, people };
}

/** A typing error would leave somebody out silently. */
function refuseUnusedIssuers(users: ServiceOptions['users'] = [], providers: readonly DeclaredProvider[]): void {
  const stray = users.find((user) => user.issuer !== undefined && !providers.some((provider) => provider.issuer === user.issuer));
  if (stray !== undefined) {
    throw new LocalError('UsersFileInvalid', `the issuer ${stray.issuer} of "${stray.sub}" is none that people sign in with here; those are: ${
      providers.map(({ issuer }) => issuer).join(', ') || 'none'}`);
  }
}
