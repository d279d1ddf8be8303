import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { IConstruct } from 'constructs';
import { ValidationError } from './private/validation-error';

/** Grants other principals permissions for a server. */
export class RemoteMcpServerGrants {
  /**
   * @internal
   */
  constructor(private readonly server: IConstruct, private readonly initialAccessToken?: secretsmanager.ISecret) {}

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
}
