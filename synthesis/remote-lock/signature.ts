import aws4 from 'aws4';
import { UsageError } from './usage-error';

/** The headers that sign a POST. */
export type Sign = (url: string, contentType: string | undefined, body: string) => { readonly [header: string]: string };

/**
 * By the signature of AWS, version 4. Profiles, roles and single sign-on are the AWS CLI's, which exports what they give into the environment.
 *
 * @param name of the service, and perhaps `:REGION`
 * @throws UsageError
 */
export function signatureOf(name: string, environment: NodeJS.ProcessEnv): Sign {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = environment;
  const { AWS_REGION, AWS_DEFAULT_REGION } = environment;
  const [service, region = AWS_REGION ?? AWS_DEFAULT_REGION] = name.split(':');
  if (!region) {
    throw new UsageError(`no Region is given to sign for ${service}; write --sigv4 ${service}:REGION, or set AWS_REGION`);
  }
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError('AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is empty; fill them with: eval "$(aws configure export-credentials --format env)"');
  }
  return (url, contentType, body) => {
    const { host, pathname, search } = new URL(url);
    const request = { host, method: 'POST', path: `${pathname}${search}`, headers: { ...contentType && { 'content-type': contentType } }, body, service, region };
    const { headers = {} } = aws4.sign(request, { accessKeyId, secretAccessKey, sessionToken });
    return Object.fromEntries(Object.entries(headers).filter(([header]) => /^(?:authorization|x-amz-.*)$/i.test(header)).map(([header, value]) => [header.toLowerCase(), String(value)]));
  };
}
