import type { EnvNames } from '../env';

/** Environment of the function that collects audit lines. */
export interface AuditFunctionEnv {
  readonly AUDIT_LOG_GROUP_NAME: string;
  readonly AUDIT_LOG_STREAM_NAME: string;
}

export const AUDIT_FUNCTION_ENV: EnvNames<AuditFunctionEnv> = ['AUDIT_LOG_GROUP_NAME', 'AUDIT_LOG_STREAM_NAME'];
