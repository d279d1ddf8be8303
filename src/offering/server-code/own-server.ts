import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { McpServerCode, ServerCodeBindOptions } from './mcp-server-code';
import { serverCodePolicy } from './server-code-policy';
import { McpScope } from '../../authorization/mcp-scope';
import { AccessPolicy } from '../../contract/authorizer/access-policy';
import { ServerCodeTarget, ServerCodeWiring } from '../../contract/server-code/wiring';
import { ValidationError } from '../../private/validation-error';

export interface OwnServerOptions extends ServerCodeBindOptions {
  /** The scopes that may be required. */
  readonly scopes: readonly McpScope[];
  /** What is given beside the server code, by prop. */
  readonly others: object;
}

/** What the construct itself would answer with: a server of somebody's own says it itself. */
const SAID_BY_THE_SERVER = ['tools', 'toolsets', 'resources', 'prompts', 'skills', 'apps', 'instructions', 'icons', 'subscriptions'];

/** A server of somebody's own, in the place of an offering. */
export class OwnServer {
  /** A function of theirs, where it is one. */
  public readonly fn?: lambda.IFunction;
  private readonly target: ServerCodeTarget;
  private readonly policy: AccessPolicy | undefined;

  constructor(private readonly scope: Construct, serverCode: McpServerCode, { others, scopes, ...options }: OwnServerOptions) {
    const given = Object.entries(others).filter(([prop, value]) => SAID_BY_THE_SERVER.includes(prop) && !isEmpty(value));
    if (given.length > 0) {
      throw this.exclusive(`${given.map(([prop]) => prop).join(', ')} ${given.length === 1 ? 'is' : 'are'} given beside serverCode`);
    }
    this.policy = serverCodePolicy(serverCode.props, scopes, scope);
    const { target, fn } = serverCode._bind(scope, options);
    this.target = target;
    this.fn = fn;
  }

  public serverCodeWiring(): ServerCodeWiring {
    return { target: this.target, accessPolicy: this.policy };
  }

  public accessPolicy(): AccessPolicy | undefined {
    return this.policy;
  }

  /** @throws always */
  public refuseAddition(): never {
    throw this.exclusive('something is added to a server that has serverCode');
  }

  private exclusive(what: string): ValidationError {
    return new ValidationError(
      'ServerCodeIsExclusive',
      `${what}; the server code lists itself what it offers, and a client would see only that: offer it there, or in a second RemoteMcpServer`,
      this.scope,
    );
  }
}

function isEmpty(value: unknown): boolean {
  return value === undefined || (value as { readonly length?: number }).length === 0;
}
