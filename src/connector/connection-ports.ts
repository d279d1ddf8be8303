import { Token } from 'aws-cdk-lib';
import { Connection } from '../contract/connector/connection';

/** Where Secrets Manager and X-Ray are, too. */
const HTTPS = 443;

/** The TCP ports that a connection needs; undefined where only the deployment knows them. */
export function portsOf({ baseUrl, origins = [], credentials }: Connection): readonly number[] | undefined {
  const urls = [baseUrl, ...origins, ...credentials.kind === 'oauth-client-credentials' ? [credentials.tokenEndpoint] : []];
  return urls.some((url) => Token.isUnresolved(url)) ? undefined : [...new Set([HTTPS, ...urls.map(portOf)])];
}

function portOf(text: string): number {
  const { port, protocol } = new URL(text);
  return port === '' ? (protocol === 'http:' ? 80 : HTTPS) : Number(port);
}
