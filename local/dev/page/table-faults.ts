import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from './faults';
import type { AroundRequest } from '../../services/service/around-request';
import { ServiceError } from '../../services/service/aws-json';

/** Makes tables as slow or broken as somebody wants them to be. */
export function tableFaults(faults: Faults): AroundRequest {
  const faulty: AroundRequest = async ({ body }, proceed) => {
    for (const name of tableNamesIn(body.toString('utf8'))) {
      const fault = faults.of('table', name);
      switch (fault?.kind) {
        case 'throttled':
          throw new ServiceError('com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', `the table ${name} is made to be throttled`);
        case 'failing':
          throw new ServiceError('com.amazonaws.dynamodb.v20120810#InternalServerError', `the table ${name} is made to fail`, 500);
        case 'slow': await pause(fault.milliseconds);
      }
    }
    await proceed();
  };
  return (request, proceed) => (
    request.service === 'dynamodb' && faults.all().some(({ target }) => target === 'table') ? faulty(request, proceed) : proceed());
}

/** Of one operation, or of each in a batch. */
function tableNamesIn(body: string): readonly string[] {
  try {
    const { TableName, RequestItems = {} } = JSON.parse(body) as { readonly TableName?: string; readonly RequestItems?: object };
    return [...TableName === undefined ? [] : [TableName], ...Object.keys(RequestItems)];
  } catch {
    return [];
  }
}
