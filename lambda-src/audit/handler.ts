import { type AuditEvent, auditWriter } from './audit-writer';
import { AUDIT_FUNCTION_ENV, type AuditFunctionEnv } from '../../src/contract/audit/env';
import { decodeEnv } from '../../src/contract/env';
import { awsJson } from '../platform/aws/aws-json';
import { awsEnvironment } from '../platform/aws/aws-request';
import { log } from '../platform/log';

const env = decodeEnv<AuditFunctionEnv>(AUDIT_FUNCTION_ENV, process.env);
const aws = awsEnvironment(process.env);

export const handler: (event: AuditEvent) => Promise<void> = auditWriter({
  logGroupName: env.AUDIT_LOG_GROUP_NAME,
  logStreamName: env.AUDIT_LOG_STREAM_NAME,
  put: (input) => awsJson(aws, 'logs', 'PutLogEvents', input, { timeoutMillis: 10_000 }),
  log,
});
