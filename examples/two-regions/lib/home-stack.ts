import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { InitialAccessToken, SigningSecret } from 'cdk-remote-mcp-server';
import { Construct } from 'constructs';
import { RegionStack, RegionStackProps } from './region-stack';

export interface HomeStackProps extends RegionStackProps {
  /** The Region of the other stack. */
  readonly secondary: string;
  /** By which the other stack finds what both share. */
  readonly names: { readonly registry: string; readonly signing: string; readonly registration: string };
}

/** The Region that has what both share: the table with a replica, and the secrets with theirs. */
export class HomeStack extends RegionStack {
  constructor(scope: Construct, id: string, { secondary, names, ...props }: HomeStackProps) {
    super(scope, id, props);
    const replicaRegions = [{ region: secondary }];
    this.serve({
      registryTable: new dynamodb.TableV2(this, 'Registry', {
        tableName: names.registry,
        partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
        sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
        replicas: replicaRegions,
        witnessRegion: 'eu-west-3',
        multiRegionConsistency: dynamodb.MultiRegionConsistency.STRONG,
        // This is an example: a registry of your own is protected and stays.
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      signingSecret: SigningSecret.generated({ secretName: names.signing, replicaRegions, rotateEvery: Duration.days(90) }),
      initialAccessToken: InitialAccessToken.generated({ secretName: names.registration, replicaRegions }),
    });
  }
}
