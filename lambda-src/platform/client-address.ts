import { isIP } from 'node:net';
import { CLIENT_ADDRESS_FORWARDED, CLIENT_ADDRESS_VARIABLE } from '../../src/contract/gateway/client-address';

/** An event of API Gateway, limited to what says where a request came from. */
export interface ReceivedEvent {
  readonly headers?: { readonly [name: string]: string | undefined } | null;
  readonly multiValueHeaders?: { readonly [name: string]: readonly string[] | undefined } | null;
  readonly stageVariables?: { readonly [name: string]: string | undefined } | null;
  readonly requestContext?: { readonly identity?: { readonly sourceIp?: string } } | null;
}

/**
 * The address that a request came from. Only where the stage says so it is in a header, which a client could write as it likes: CloudFront and API Gateway each
 * add the address of who connected to them at its end, so the second from last is what CloudFront saw, whatever precedes it. If the last is not the one that
 * API Gateway saw, the header is not what it should be, and that one counts.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomIPAddresses
 */
export function clientAddress(event: ReceivedEvent): string | undefined {
  const sourceIp = event.requestContext?.identity?.sourceIp;
  if (event.stageVariables?.[CLIENT_ADDRESS_VARIABLE] !== CLIENT_ADDRESS_FORWARDED) {
    return sourceIp;
  }
  const addresses = forwardedFor(event).split(',').map((address) => address.trim());
  const [viewer = '', last] = addresses.slice(-2);
  return last === sourceIp && isIP(viewer) !== 0 ? viewer : sourceIp;
}

function forwardedFor({ headers, multiValueHeaders }: ReceivedEvent): string {
  return Object.entries(multiValueHeaders ?? headers ?? {}).filter(([name]) => name.toLowerCase() === 'x-forwarded-for').flatMap(([, lines]) => lines ?? []).join(',');
}
