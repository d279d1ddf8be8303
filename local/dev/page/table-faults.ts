import { setTimeout as pause } from 'node:timers/promises';
import type { Faults } from './faults';
import { ServiceError } from '../../services/service/aws-json';
import type { TableGuard } from '../../services/service/service';

/** Makes tables as slow or broken as somebody wants them to be. */
export function tableFaults(faults: Faults): TableGuard {
  return {
    isNeeded: () => faults.all().some(({ target }) => target === 'table'),
    async admit(tableNames) {
      for (const name of tableNames) {
        const fault = faults.of('table', name);
        switch (fault?.kind) {
          case 'throttled':
            throw new ServiceError('com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', `the table ${name} is made to be throttled`);
          case 'failing':
            throw new ServiceError('com.amazonaws.dynamodb.v20120810#InternalServerError', `the table ${name} is made to fail`, 500);
          case 'slow': await pause(fault.milliseconds);
        }
      }
    },
  };
}
