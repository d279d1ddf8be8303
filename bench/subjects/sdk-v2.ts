import type { APIGatewayProxyEvent } from 'aws-lambda';
import { invokeForecast } from '../tool';
import { sdkServer } from './sdk-server';

const serve = sdkServer(invokeForecast);

export const handler = (event: APIGatewayProxyEvent) => serve(event);
