import * as path from 'node:path';
import { CfnOutput, Duration, RemovalPolicy, Stack, StackProps } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import {
  InitialAccessToken, McpAuthorization, McpEndpoint, McpSchema, McpTask, McpTool, RemoteMcpServer, SignIn, SigningSecret,
} from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';

export interface RegionStackProps extends StackProps {
  /** Of the server, in both Regions. */
  readonly domainName: string;
}

/** What both Regions share, as one of them has it. */
export interface Shared {
  readonly registryTable: dynamodb.ITableV2;
  readonly signingSecret: SigningSecret;
  readonly initialAccessToken: InitialAccessToken;
}

/** The server in one Region. */
export class RegionStack extends Stack {
  private readonly domainName: string;

  constructor(scope: Construct, id: string, { domainName, ...props }: RegionStackProps) {
    super(scope, id, props);
    this.domainName = domainName;
  }

  public importTable(name: string): dynamodb.ITableV2 {
    return dynamodb.TableV2.fromTableName(this, 'Registry', name);
  }

  public importSecret(name: string): secretsmanager.ISecret {
    return secretsmanager.Secret.fromSecretNameV2(this, name.replace('/', '-'), name);
  }

  public serve({ registryTable, signingSecret, initialAccessToken }: Shared): void {
    const where = new lambda.Function(this, 'Where', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'where.handler',
      code: lambda.Code.fromAsset(path.join(__dirname, '..', 'tools')),
      timeout: Duration.seconds(30),
    });
    const inputSchema = McpSchema.fromJson({ type: 'object', properties: { seconds: { type: 'integer', minimum: 0, maximum: 20 } } });
    const { domainNameTarget } = new RemoteMcpServer(this, 'Server', {
      serverName: 'two-regions',
      endpoint: McpEndpoint.customDomain({
        domainName: this.domainName,
        certificate: new acm.Certificate(this, 'Certificate', { domainName: this.domainName, validation: acm.CertificateValidation.fromDns() }),
      }),
      signingSecret,
      authorization: McpAuthorization.oauth({
        registryTable,
        initialAccessToken,
        // Nobody's Region: a Cognito user pool would be lost with its own.
        signIn: SignIn.oidc({ displayName: 'Staff', issuer: 'https://login.example.com', clientId: 'two-regions' }),
      }),
      tools: [
        McpTool.fromFunction('where', where, { description: 'Says which Region answers, after so many seconds.', inputSchema, readOnly: true }),
        McpTool.fromFunction('survey', where, {
          description: 'Says as a task which Region answers, after so many seconds.', inputSchema, readOnly: true, task: McpTask.required({ pollInterval: Duration.millis(200) }),
        }),
        McpTool.fromFunction('leave', where, { description: 'Says which Region is left, if the user confirms.', confirm: 'Leave?' }),
      ],
      // This is an example: nothing of it is worth keeping when its stack is deleted.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // Where the records of the domain lead, with failover and a health check of /jwks each.
    new CfnOutput(this, 'DomainNameTarget', { value: domainNameTarget! });
  }
}
