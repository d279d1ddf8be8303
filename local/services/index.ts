import { dynamoDb } from './dynamodb/service';
import { elsewhere } from './elsewhere/service';
import { identityProviders } from './identity-provider/service';
import { kms } from './kms/service';
import { lambda } from './lambda/service';
import { names } from './names/service';
import { s3 } from './s3/service';
import { secretsManager } from './secrets-manager/service';
import { LocalService } from './service/service';
import { states } from './states/service';

/** Started, and given each deployment, in this order: first who turns the URLs of others into local ones. */
export const SERVICES: readonly LocalService[] = [identityProviders, secretsManager, kms, dynamoDb, lambda, s3, states, names, elsewhere];
