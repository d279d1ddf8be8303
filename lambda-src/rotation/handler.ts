import { rotation } from './rotation';
import { secretVersions } from './secret-versions';
import { decodeEnv } from '../../src/contract/env';
import { ROTATION_FUNCTION_ENV, type RotationFunctionEnv } from '../../src/contract/rotation/env';
import { awsEnvironment } from '../platform/aws/aws-request';
import { log } from '../platform/log';

const { SIGNING_SECRET_ARN: secretArn } = decodeEnv<RotationFunctionEnv>(ROTATION_FUNCTION_ENV, process.env);

export const handler = rotation({ secretArn, versions: secretVersions(awsEnvironment(process.env), secretArn), log, clock: () => Date.now() / 1000 });
