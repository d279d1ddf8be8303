import { startDynamoDb } from './dynamodb';
import { KeptTables } from './kept-tables';
import { readTables } from './table-definition';
import { arn, physicalName, shortId, type ResourceIdentity, type ResourceNames } from '../../cloud-assembly/physical-ids';
import type { LocalService } from '../service/service';
import { SharedService } from '../service/shared-services';

const tableArn = (table: ResourceIdentity) => arn(table, 'dynamodb', `table/${physicalName(table, 'TableName')}`);
const table: ResourceNames = {
  nameProperty: 'TableName', arn: tableArn, attributes: { StreamArn: (of) => `${tableArn(of)}/stream/local`, TableId: shortId },
};

/** Tables in memory. */
export const dynamoDb: LocalService = {
  resources: { 'AWS::DynamoDB::Table': table, 'AWS::DynamoDB::GlobalTable': table },
  endpointVariable: 'AWS_ENDPOINT_URL_DYNAMODB',
  async start(_functions, credentials, { aroundRequest, kept, shared }) {
    const server = await startDynamoDb(credentials, {
      around: aroundRequest, kept: kept && new KeptTables(kept), shared: shared && new SharedService('dynamodb', shared.dynamoDb, shared.credentials),
    });
    return { ...server, deploy: ({ deployment }) => server.create(readTables(deployment)) };
  },
};
