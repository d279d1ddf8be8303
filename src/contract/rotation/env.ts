import type { EnvNames } from '../env';

/** Environment of the rotation function. */
export interface RotationFunctionEnv {
  /** The only secret that it rotates. */
  readonly SIGNING_SECRET_ARN: string;
}

export const ROTATION_FUNCTION_ENV: EnvNames<RotationFunctionEnv> = ['SIGNING_SECRET_ARN'];
