import { authorized } from './sdk-v2-authorized';
import { invokeFunction } from './sdk-v2-lambda';

/** All of it: tokens verified, clients looked up, the tool a Lambda function. */
export const handler = authorized(invokeFunction);
