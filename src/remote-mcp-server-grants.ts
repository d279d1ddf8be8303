import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { liveAlias } from './functions/live-alias';
import { checksArguments } from './private/declared';
import { ValidationError } from './private/validation-error';
import { grantPublishChanges } from './registry/subscription-store';

/** Grants other principals permissions for a server. */
export class RemoteMcpServerGrants {
  static {
    checksArguments(this, 'RemoteMcpServerGrants');
  }

  /**
   * @internal
   */
  constructor(
    private readonly server: IConstruct,
    private readonly initialAccessToken?: secretsmanager.ISecret,
    private readonly changesTable?: dynamodb.ITableV2,
    private readonly oauthFunction?: lambda.Function,
  ) {}

  /**
   * Lets the grantee register machine clients: it may read the initial access token. Give it the secret's ARN,
   * `initialAccessTokenSecret.secretArn`.
   *
   * @param grantee such as the role of a deployment pipeline
   * @throws where the server has no initial access token
   */
  public registerMachineClients(grantee: iam.IGrantable): iam.Grant {
    if (!this.initialAccessToken) {
      throw new ValidationError(
        'NoInitialAccessToken', 'machine clients cannot register with this server; give it an initialAccessToken other than none()', this.server,
      );
    }
    return this.initialAccessToken.grantRead(grantee);
  }

  /**
   * Lets the grantee say that something changed, to all clients that listen: it may write items of changes to `changesTable`, and read nothing.
   * Give it the table's name, `changesTable.tableName`.
   *
   * @param grantee such as a tool's function
   * @throws where the server has no subscriptions
   */
  public publishChanges(grantee: iam.IGrantable): iam.Grant {
    if (!this.changesTable) {
      throw new ValidationError('NoSubscriptions', 'nobody can listen for changes of this server; give it subscriptions: McpSubscriptions.polling()', this.server);
    }
    return grantPublishChanges(this.changesTable, grantee);
  }

  /**
   * Lets the grantee list and revoke clients and what people have allowed them, by `npx remote-mcp admin` or by invoking the alias `live` of
   * `oauthFunction` as docs/operations.md shows.
   *
   * @param grantee such as the role of people on call
   * @throws where the server has no authorization server of its own
   */
  public administer(grantee: iam.IGrantable): iam.Grant {
    if (!this.oauthFunction) {
      throw new ValidationError('NoAuthorizationServer', 'another authorization server, or none, decides who may call this server; revoke access there', this.server);
    }
    // Not grantInvoke(): that also grants every version and alias of the function.
    return iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [liveAlias(this.oauthFunction).functionArn] });
  }
}
