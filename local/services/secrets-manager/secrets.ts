import { randomUUID } from 'node:crypto';
import { generateSecretString } from './generated-password';
import type { SecretField } from './secret-fields';
import { firstVersion, moveStage, put, type SecretVersion, type SecretVersions, withStage } from './secret-versions';
import { Deployment } from '../../cloud-assembly/deployment';
import { isObject } from '../../cloud-assembly/template';
import { LocalError } from '../../errors/local-error';
import { type JsonObject, ServiceError } from '../service/aws-json';

interface Secret {
  readonly arn: string;
  readonly name: string;
  /** What its author called it, where the template declares it. */
  readonly constructIds?: string;
  readonly description?: string;
  /** Whether the value was made here, as the template asks. */
  readonly isGenerated?: boolean;
  /** Whether the user of the local gateway gave the value. */
  readonly isGiven?: boolean;
  /** The Regions that have a replica of it, whose ARN differs in the Region only. */
  readonly replicas: readonly string[];
  versions: SecretVersions;
}

const randomText = () => generateSecretString({ PasswordLength: 64, ExcludePunctuation: true });

/** The versions of the secrets that were generated, by ARN. An earlier gateway kept the current value only. */
export interface GeneratedValues {
  readonly [arn: string]: SecretVersions | string;
}

/** The secrets of an assembly, in memory. */
export class Secrets {
  private secrets: Secret[] = [];

  /** @param known values that were generated before */
  constructor(private readonly known: GeneratedValues = {}) {}

  /** What another start would need to go on. */
  generated(): GeneratedValues {
    const own = this.secrets.filter(({ isGenerated = false, isGiven = false }) => isGenerated && !isGiven);
    return Object.fromEntries(own.map(({ arn, versions }) => [arn, versions]));
  }

  /** Those that are there already keep their values. */
  addDeclared(deployment: Deployment): void {
    for (const stack of deployment.stacks()) {
      for (const [logicalId] of stack.resources('AWS::SecretsManager::Secret')) {
        const properties = stack.properties(logicalId);
        const arn = String(stack.ref(logicalId));
        if (this.find(arn) !== undefined) {
          continue;
        }
        const replicas = replicaRegions(properties.ReplicaRegions);
        const isGenerated = typeof properties.SecretString !== 'string';
        this.secrets.push({
          arn,
          name: typeof properties.Name === 'string' ? properties.Name : arn.split(':secret:')[1].slice(0, -7),
          constructIds: logicalId.replace(/(?<=.)[0-9A-F]{8}$/, ''),
          description: typeof properties.Description === 'string' ? properties.Description : undefined,
          versions: isGenerated
            ? this.kept(arn) ?? firstVersion(generateSecretString(isObject(properties.GenerateSecretString) ? properties.GenerateSecretString : {}))
            : firstVersion(String(properties.SecretString)),
          isGenerated,
          replicas,
        });
      }
    }
  }

  /** Makes up the secrets that the assembly reads but does not hold. */
  addStandIns(fields: readonly SecretField[]): void {
    for (const arn of new Set(fields.map((field) => field.arn))) {
      if (this.find(arn) !== undefined) {
        continue;
      }
      const names = fields.flatMap(({ arn: of, field }) => (of === arn && field !== undefined && field !== '' ? [field] : []));
      const value = names.length === 0 ? randomText() : JSON.stringify(Object.fromEntries(names.map((name) => [name, randomText()])));
      this.secrets.push({ arn, name: arn.split(':secret:')[1] ?? arn, versions: firstVersion(value), replicas: [] });
    }
  }

  /**
   * Gives secrets the values that the user says.
   *
   * @param values by ARN, name or ids of constructs
   * @returns those that are values of no secret
   */
  give(values: ReadonlyMap<string, string>): readonly string[] {
    this.secrets = this.secrets.map((secret) => {
      const ids = [secret.arn, secret.arn.slice(0, -7), secret.name, secret.constructIds];
      const value = ids.flatMap((id) => (id === undefined ? [] : values.get(id) ?? [])).at(0);
      return value === undefined || value === current(secret)?.value ? secret : { ...secret, isGiven: true, versions: put(secret.versions, { value }) };
    });
    return [...values.keys()].filter((id) => this.find(id) === undefined && !this.secrets.some(({ constructIds }) => constructIds === id));
  }

  /** Of secrets whose values somebody else decides: which have one that was given. By name, never the value. */
  origins(arns: ReadonlySet<string>): readonly { readonly name: string; readonly isGiven: boolean }[] {
    return [...arns].map((id) => this.require(id)).map(({ name, isGiven = false }) => ({ name, isGiven }));
  }

  /** The current value, by ARN or name. */
  value(id: string): string | undefined {
    return current(this.find(id))?.value;
  }

  /**
   * The value of `{{resolve:secretsmanager:ID:SecretString:FIELD:STAGE:VERSION}}`.
   *
   * @returns undefined where it is no secret of this assembly
   * @throws LocalError DynamicReferenceUnsupported for a field that the secret does not have
   */
  dynamicReference(reference: string): string | undefined {
    const match = /^secretsmanager:(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]*|[^:]+)(?::SecretString(?::([^:]*))?(?::[^:]*){0,2})?$/.exec(reference);
    const value = match ? this.value(match[1]) : undefined;
    if (value === undefined || !match![2]) {
      return value;
    }
    const fields = new Map(Object.entries(JSON.parse(value) as JsonObject));
    const field = fields.get(match![2]);
    if (field === undefined) {
      throw new LocalError('DynamicReferenceUnsupported', `{{resolve:${reference}}}: the secret has no field "${match![2]}"`);
    }
    return String(field);
  }

  /** Of a secret that somebody names; those of other apps may have none that is whole. A replica has one of its own. */
  arnOf(id: unknown): string {
    const secret = this.find(id);
    return secret === undefined ? String(id) : arnsOf(secret).find((arn) => names(arn).includes(String(id))) ?? secret.arn;
  }

  /** The primaries of those with replicas, by ARN. */
  replicated(): readonly string[] {
    return this.secrets.filter(({ replicas }) => replicas.length > 0).map(({ arn }) => arn);
  }

  /** The primary of a secret that has replicas. */
  primaryOf(id: unknown): string | undefined {
    const secret = this.find(id);
    return secret && secret.replicas.length > 0 ? secret.arn : undefined;
  }

  /** Takes the value that the secret has elsewhere. */
  adopt(id: string, value: string): void {
    this.require(id).versions = firstVersion(value);
  }

  getSecretValue({ SecretId, VersionId, VersionStage }: JsonObject): JsonObject {
    const { arn, name, versions } = this.require(SecretId);
    const byId = VersionId !== undefined && VersionStage === undefined;
    const stage = String(VersionStage ?? 'AWSCURRENT');
    const version = byId ? versions.find(({ versionId }) => versionId === VersionId) : withStage(versions, stage);
    if (version?.value === undefined || (VersionId !== undefined && VersionId !== version.versionId)) {
      const wanted = byId ? `VersionId: ${String(VersionId)}` : `staging label: ${stage}`;
      throw new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for ${wanted}`);
    }
    return { ARN: arn, Name: name, VersionId: version.versionId, SecretString: version.value, VersionStages: version.stages, CreatedDate: version.created };
  }

  describeSecret(request: JsonObject): JsonObject {
    const { arn, name, description, versions } = this.require(request.SecretId);
    const VersionIdsToStages = Object.fromEntries(versions.map(({ versionId, stages }) => [versionId, stages]));
    return { ARN: arn, Name: name, Description: description, CreatedDate: versions[0].created, VersionIdsToStages };
  }

  putSecretValue({ SecretId, ClientRequestToken, SecretString, VersionStages }: JsonObject): JsonObject {
    const secret = this.require(SecretId);
    const versionId = String(ClientRequestToken ?? randomUUID());
    const stages = Array.isArray(VersionStages) ? VersionStages.map(String) : undefined;
    if (typeof SecretString !== 'string') {
      throw new ServiceError('InvalidParameterException', 'the local gateway keeps secrets that are text: give SecretString');
    }
    secret.versions = put(secret.versions, { versionId, value: SecretString, stages });
    const version = secret.versions.find((each) => each.versionId === versionId);
    return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: version?.stages };
  }

  updateSecretVersionStage({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }: JsonObject): JsonObject {
    const secret = this.require(SecretId);
    const id = (value: unknown) => (value === undefined ? undefined : String(value));
    secret.versions = moveStage(secret.versions, String(VersionStage), id(MoveToVersionId), id(RemoveFromVersionId));
    return { ARN: secret.arn, Name: secret.name };
  }

  identify(id: unknown): { readonly arn: string; readonly name: string } {
    const { arn, name } = this.require(id);
    return { arn, name };
  }

  /** Begins a rotation, or goes on with one that has not ended. @returns the id of the version that is to become the current one */
  beginRotation(id: unknown, token: string = randomUUID()): string {
    const secret = this.require(id);
    const pending = withStage(secret.versions, 'AWSPENDING');
    if (pending !== undefined && !pending.stages.includes('AWSCURRENT')) {
      return pending.versionId;
    }
    secret.versions = put(secret.versions, { versionId: token, stages: ['AWSPENDING'] });
    return token;
  }

  /** What an earlier start has left of it. */
  private kept(arn: string): SecretVersions | undefined {
    const known = this.known[arn];
    return typeof known === 'string' ? firstVersion(known) : known;
  }

  private find(id: unknown): Secret | undefined {
    return this.secrets.find((secret) => secret.name === id || arnsOf(secret).flatMap(names).some((name) => name === id));
  }

  private require(id: unknown): Secret {
    const secret = this.find(id);
    if (secret === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.');
    }
    return secret;
  }
}

/** Its own, and those of its replicas. */
function arnsOf({ arn, replicas }: Secret): readonly string[] {
  const [head, partition, service, , ...rest] = arn.split(':');
  return [arn, ...replicas.map((region) => [head, partition, service, region, ...rest].join(':'))];
}

/** An ARN, whole and without what Secrets Manager adds to a name. */
const names = (arn: string): readonly string[] => [arn, arn.slice(0, -7)];

function replicaRegions(declared: unknown): readonly string[] {
  return (Array.isArray(declared) ? declared as readonly { readonly Region: unknown }[] : []).map(({ Region }) => String(Region));
}

function current(secret: Secret | undefined): SecretVersion | undefined {
  return secret && withStage(secret.versions, 'AWSCURRENT');
}
