import { randomUUID } from 'node:crypto';
import { generateSecretString } from './generated-password';
import type { SecretField } from './secret-fields';
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
  readonly value: string;
  /** Whether the value was made here, as the template asks. */
  readonly isGenerated?: boolean;
  /** Whether the user of the local gateway gave the value. */
  readonly isGiven?: boolean;
  readonly versionId: string;
  readonly created: number;
  /** The version before, once the value has changed. */
  readonly previous?: Pick<Secret, 'value' | 'versionId'>;
}

const randomText = () => generateSecretString({ PasswordLength: 64, ExcludePunctuation: true });

/** The values that were generated, by ARN. */
export interface GeneratedValues {
  readonly [arn: string]: string;
}

/** The secrets of an assembly, in memory. */
export class Secrets {
  private secrets: Secret[] = [];

  /** @param known values that were generated before */
  constructor(private readonly known: GeneratedValues = {}) {}

  /** What another start would need to go on. */
  generated(): GeneratedValues {
    return Object.fromEntries(this.secrets.flatMap(({ arn, value, isGenerated, isGiven }) => (isGenerated === true && isGiven !== true ? [[arn, value]] : [])));
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
        const isGenerated = typeof properties.SecretString !== 'string';
        this.secrets.push({
          arn,
          name: typeof properties.Name === 'string' ? properties.Name : arn.split(':secret:')[1].slice(0, -7),
          constructIds: logicalId.replace(/(?<=.)[0-9A-F]{8}$/, ''),
          description: typeof properties.Description === 'string' ? properties.Description : undefined,
          value: isGenerated
            ? this.known[arn] ?? generateSecretString(isObject(properties.GenerateSecretString) ? properties.GenerateSecretString : {})
            : String(properties.SecretString),
          isGenerated,
          versionId: randomUUID(),
          created: Math.floor(Date.now() / 1000),
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
      this.secrets.push({ arn, name: arn.split(':secret:')[1] ?? arn, value, versionId: randomUUID(), created: Math.floor(Date.now() / 1000) });
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
      const previous = { value: secret.value, versionId: secret.versionId };
      return value === undefined || value === secret.value ? secret : { ...secret, value, isGiven: true, versionId: randomUUID(), previous };
    });
    return [...values.keys()].filter((id) => this.find(id) === undefined && !this.secrets.some(({ constructIds }) => constructIds === id));
  }

  /** Of secrets whose values somebody else decides: which have one that was given. By name, never the value. */
  origins(arns: ReadonlySet<string>): readonly { readonly name: string; readonly isGiven: boolean }[] {
    return [...arns].map((id) => this.require(id)).map(({ name, isGiven = false }) => ({ name, isGiven }));
  }

  /** The current value, by ARN or name. */
  value(id: string): string | undefined {
    return this.find(id)?.value;
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

  /** Of a secret that somebody names; those of other apps may have none that is whole. */
  arnOf(id: unknown): string {
    return this.find(id)?.arn ?? String(id);
  }

  getSecretValue(request: JsonObject): JsonObject {
    const secret = this.require(request.SecretId);
    const versions = new Map<unknown, Pick<Secret, 'value' | 'versionId'> | undefined>([['AWSCURRENT', secret], ['AWSPREVIOUS', secret.previous]]);
    const stage = request.VersionStage ?? [...versions].find(([, version]) => version !== undefined && version.versionId === request.VersionId)?.[0] ?? 'AWSCURRENT';
    const version = versions.get(stage);
    if (version === undefined || (request.VersionId !== undefined && request.VersionId !== version.versionId)) {
      throw new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the specified secret value for staging label: ${String(stage)}`);
    }
    return {
      ARN: secret.arn, Name: secret.name, VersionId: version.versionId, SecretString: version.value, VersionStages: [stage], CreatedDate: secret.created,
    };
  }

  describeSecret(request: JsonObject): JsonObject {
    const secret = this.require(request.SecretId);
    return {
      ARN: secret.arn, Name: secret.name, Description: secret.description, CreatedDate: secret.created, VersionIdsToStages: { [secret.versionId]: ['AWSCURRENT'], ...secret.previous && { [secret.previous.versionId]: ['AWSPREVIOUS'] } },
    };
  }

  private find(id: unknown): Secret | undefined {
    return this.secrets.find((secret) => secret.arn === id || secret.name === id || secret.arn.slice(0, -7) === id);
  }

  private require(id: unknown): Secret {
    const secret = this.find(id);
    if (secret === undefined) {
      throw new ServiceError('ResourceNotFoundException', 'Secrets Manager can\'t find the specified secret.');
    }
    return secret;
  }
}
