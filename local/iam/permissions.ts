import { isAbout, readResourcePolicies } from './resource-policies';
import { DeclaredStatement, Role, rolesOfFunctions } from './roles';
import { AccessRequest, appliesTo, Statement } from './statement';
import { type AwsCredentials, createCredentials } from '../aws/credentials';
import type { Deployment } from '../cloud-assembly/deployment';
import { parseFunctionName } from '../functions/function-name';

/** What a function did, or wanted to do. */
export interface Access extends AccessRequest {
  readonly functionArn: string;
  readonly roleArn: string;
  readonly allowed: boolean;
}

/** One deployment. */
interface Generation {
  readonly roles: ReadonlyMap<string, Role>;
  readonly ofResources: readonly DeclaredStatement[];
}

/** A function that calls a service. */
export interface CallingFunction {
  readonly arn: string;
  readonly credentials: AwsCredentials;
  /** Whether it may. Undefined where that is not known. */
  may(request: AccessRequest): boolean | undefined;
  /** @returns what AWS says to a function that may not do it */
  refusal(request: AccessRequest): string | undefined;
}

const JUDGEMENTS_MAX = 1000;

/** What functions may do: what their roles say, where all of it is in the assembly. */
export class Permissions {
  /** By access key. */
  private readonly callers = new Map<string, CallingFunction>();
  private readonly credentials = new Map<string, AwsCredentials>();
  /** During an exchange also the one before. */
  private generations: readonly Generation[] = [];
  /** What has been judged of them, by function, action and resource: functions do the same again and again. */
  private readonly judgements = new Map<string, Judged | undefined>();

  /** @param onAccess hears of each request of a function whose role is known */
  constructor(private readonly onAccess: (access: Access) => void = () => undefined) {}

  /** @returns ends what the deployment allows */
  deploy(deployment: Deployment): () => void {
    const generation = { roles: rolesOfFunctions(deployment), ofResources: readResourcePolicies(deployment) };
    this.allow([generation, ...this.generations]);
    return () => this.allow(this.generations.filter((one) => one !== generation));
  }

  /** The function's own. */
  credentialsOf(functionArn: string): AwsCredentials {
    const known = this.credentials.get(functionArn);
    if (known !== undefined) {
      return known;
    }
    const credentials = createCredentials();
    this.credentials.set(functionArn, credentials);
    this.callers.set(credentials.accessKeyId, {
      arn: functionArn,
      credentials,
      may: (request) => this.judged(functionArn, request)?.allowed,
      refusal: (request) => this.refusal(functionArn, request),
    });
    return credentials;
  }

  callerOf(accessKeyId: string): CallingFunction | undefined {
    return this.callers.get(accessKeyId);
  }

  private allow(generations: readonly Generation[]): void {
    this.generations = generations;
    this.judgements.clear();
  }

  private judged(functionArn: string, request: AccessRequest): Judged | undefined {
    const { action, resource, context } = request;
    if (context !== undefined) {
      return this.judge(functionArn, request);
    }
    const key = `${functionArn} ${action} ${resource}`;
    if (!this.judgements.has(key)) {
      if (this.judgements.size >= JUDGEMENTS_MAX) {
        this.judgements.clear();
      }
      this.judgements.set(key, this.judge(functionArn, request));
    }
    return this.judgements.get(key);
  }

  private judge(functionArn: string, request: AccessRequest): Judged | undefined {
    const roles = this.generations.flatMap((generation) => {
      const role = generation.roles.get(functionArn);
      return role === undefined ? [] : [{ role, statements: [...role.statements, ...aboutRole(generation, role)] }];
    });
    const judged = roles.map(({ statements }) => ({
      isAllowed: decides(statements, 'Allow', request), isDenied: decides(statements, 'Deny', request),
    }));
    return roles.length === 0 ? undefined : {
      roleArn: roles[0].role.arn, allowed: judged.some(({ isAllowed, isDenied }) => isAllowed && !isDenied), isDenied: judged.some(({ isDenied }) => isDenied),
    };
  }

  private refusal(functionArn: string, request: AccessRequest): string | undefined {
    const judged = this.judged(functionArn, request);
    if (judged === undefined) {
      return undefined;
    }
    const { roleArn, allowed, isDenied } = judged;
    const { action, resource } = request;
    this.onAccess({ ...request, functionArn, roleArn, allowed });
    return allowed ? undefined : `User: ${sessionArn(roleArn, functionArn)} is not authorized to perform: ${action} on resource: ${resource} ${
      isDenied ? 'with an explicit deny in a policy' : `because no identity-based policy allows the ${action} action`}`;
  }
}

/** By the last deployment, or what remains of the one before. */
interface Judged {
  readonly roleArn: string;
  readonly allowed: boolean;
  readonly isDenied: boolean;
}

function aboutRole({ ofResources }: Generation, { arn }: Role): readonly Statement[] {
  return ofResources.filter(({ principal }) => isAbout(principal, arn)).map(({ statement }) => statement);
}

function decides(statements: readonly Statement[], effect: Statement['effect'], request: AccessRequest): boolean {
  return statements.some((statement) => statement.effect === effect && appliesTo(statement, request));
}

/** Who a function is while it runs. */
function sessionArn(roleArn: string, functionArn: string): string {
  return `${roleArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${parseFunctionName(functionArn).name}`;
}
