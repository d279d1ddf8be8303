import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { bundleDirectory } from './bundles';
import { liveAlias } from './live-alias';
import { runtimeFunction } from './runtime-function';
import { DOCUMENT_FETCHER_TIMEOUT_SECONDS } from '../contract/document-fetcher/document-fetch';
import { Surroundings } from '../private/surroundings';

/** What a function needs to have documents fetched. Only available together with the permission. */
export interface DocumentFetcherConnection {
  readonly DOCUMENT_FETCHER_FUNCTION_ARN: string;
}

/**
 * Fetches the documents and keys that clients publish. It has no other permissions and is in no VPC: an attacker who controls its requests
 * reaches only the public internet.
 */
export class DocumentFetcherFunction extends Construct {
  public readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: Surroundings) {
    super(scope, id);
    this.function = runtimeFunction(this, {
      ...props,
      description: 'Fetches the documents that clients of a remote MCP server publish',
      code: lambda.Code.fromAsset(bundleDirectory('document-fetcher')),
      timeout: Duration.seconds(DOCUMENT_FETCHER_TIMEOUT_SECONDS),
      memorySize: 256,
      environment: () => ({}),
    });
  }

  /** For the authorization server. */
  public connect(grantee: iam.IGrantable): DocumentFetcherConnection {
    const { functionArn } = liveAlias(this.function);
    // Not grantInvoke(): that also grants every version and alias of the function.
    iam.Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns: [functionArn] });
    return { DOCUMENT_FETCHER_FUNCTION_ARN: functionArn };
  }
}
