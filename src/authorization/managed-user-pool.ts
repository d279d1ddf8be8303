import { Aws, Fn, RemovalPolicy, Token } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { SignInBindOptions, SignInProvider } from './sign-in-config';
import { userPoolProvider } from './user-pool-provider';
import { ValidationError } from '../private/validation-error';

/** Options of `SignIn.managed()`. */
export interface ManagedSignInOptions {
  /**
   * The name of this sign-in where users choose among several.
   *
   * @default 'your account'
   */
  readonly displayName?: string;

  /**
   * Whether a second factor (an authenticator app) is required, optional or off.
   *
   * @default cognito.Mfa.OPTIONAL
   */
  readonly mfa?: cognito.Mfa;

  /**
   * Whether users may create their own accounts. Everybody with an account may use the server, unless groups are mapped to scopes.
   *
   * @default false
   */
  readonly selfSignUp?: boolean;

  /**
   * The feature plan of the user pool. Managed login needs Essentials or Plus; Essentials is free up to 10,000 monthly active users.
   *
   * @default cognito.FeaturePlan.ESSENTIALS
   */
  readonly featurePlan?: cognito.FeaturePlan;

  /**
   * The first part of the sign-in page's host name, unique within the Region: lower-case letters, digits and hyphens.
   * AWS refuses to change it later, because a pool has one.
   *
   * @default - `mcp-` and letters and digits that belong to the stack
   */
  readonly domainPrefix?: string;
}

export interface ManagedUserPoolProps extends ManagedSignInOptions, SignInBindOptions {}

/** No other sign-in of the server may have it: there is one pool of the server's own. */
const CALLBACK_ID = 'managed';

const PASSWORD_MIN_LENGTH = 12;

/** A user pool with a sign-in page: accounts are e-mail addresses. */
export class ManagedUserPool extends Construct {
  public readonly userPool: cognito.UserPool;
  public readonly provider: SignInProvider;

  constructor(scope: Construct, id: string, props: ManagedUserPoolProps) {
    super(scope, id);
    const featurePlan = props.featurePlan ?? cognito.FeaturePlan.ESSENTIALS;
    if (featurePlan === cognito.FeaturePlan.LITE) {
      throw new ValidationError('NoManagedLogin', 'featurePlan is LITE, which has no managed login; choose ESSENTIALS or PLUS', scope);
    }
    validateDomainPrefix(scope, props.domainPrefix);
    this.userPool = new cognito.UserPool(this, 'UserPool', {
      featurePlan,
      selfSignUpEnabled: props.selfSignUp ?? false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      keepOriginal: { email: true },
      mfa: props.mfa ?? cognito.Mfa.OPTIONAL,
      // Not SMS: it needs a role, costs money and can be intercepted.
      mfaSecondFactor: { otp: true, sms: false },
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: PASSWORD_MIN_LENGTH, requireDigits: true, requireLowercase: true, requireUppercase: true, requireSymbols: true },
      standardThreatProtectionMode: featurePlan === cognito.FeaturePlan.PLUS ? cognito.StandardThreatProtectionMode.FULL_FUNCTION : undefined,
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy: props.removalPolicy,
    });
    const domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: props.domainPrefix ?? this.uniquePrefix() },
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    this.provider = userPoolProvider(this, this.userPool, { ...props, callbackId: CALLBACK_ID });
    // Without a style, managed login has no pages for the client.
    const branding = new cognito.CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.userPool.userPoolId,
      clientId: this.provider.clientId,
      useCognitoProvidedValues: true,
    });
    branding.node.addDependency(domain);
  }

  /** A UUID of the stack and the construct's own address: no other server has both. Its digits spell none of the words that Cognito forbids. */
  private uniquePrefix(): string {
    return `mcp-${this.node.addr.slice(-8)}-${Fn.select(2, Fn.split('/', Aws.STACK_ID))}`;
  }
}

/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
function validateDomainPrefix(scope: Construct, prefix: string | undefined): void {
  if (prefix === undefined || Token.isUnresolved(prefix)) {
    return;
  }
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(prefix) || /aws|amazon|cognito/.test(prefix)) {
    throw new ValidationError(
      'InvalidDomainPrefix', `domainPrefix is "${prefix}"; use 1 to 63 lower-case letters, digits and hyphens, without the words aws, amazon and cognito`, scope,
    );
  }
}
