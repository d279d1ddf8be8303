import { Duration, SecretValue, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import { Construct } from 'constructs';
import { SILENCE_OF_DISTRIBUTIONS } from './longest-silence';
import { ORIGIN_SECRET_HEADER } from './resource-policy';
import { JWKS_PATH, MCP_PATH } from '../../contract/gateway/routes';
import { SERVER_CARD_ROUTE } from '../../contract/gateway/server-card';

export interface ServerDistributionProps {
  readonly restApi: apigateway.RestApi;
  readonly stageName: string;
  /** What the API takes requests by. */
  readonly originSecret: SecretValue;
  readonly domainName?: string;
  readonly certificate?: acm.ICertificate;
}

/** Documents that say themselves how long they may be kept, and are the same for everybody. */
const KEPT_PATHS = ['/.well-known/*', `${MCP_PATH}/.well-known/*`, JWKS_PATH, SERVER_CARD_ROUTE.path];

/** Those that CloudFront keeps for ten seconds unless it is told not to: a 405 of one caller would be the answer to the next, who needs a challenge. */
const ERRORS = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** CloudFront before the stage of an API, whose root it makes the root of a host. */
export class ServerDistribution extends cloudfront.Distribution {
  constructor(scope: Construct, id: string, props: ServerDistributionProps) {
    const { restApi, stageName, originSecret, domainName, certificate } = props;
    const { region, urlSuffix } = Stack.of(scope);
    // Not restApi.url: it refers to the stage, which waits for the functions, which receive this distribution's domain.
    const origin = new origins.HttpOrigin(`${restApi.restApiId}.execute-api.${region}.${urlSuffix}`, {
      originPath: `/${stageName}`,
      customHeaders: { [ORIGIN_SECRET_HEADER]: originSecret.unsafeUnwrap() },
      readTimeout: SILENCE_OF_DISTRIBUTIONS.longest,
      keepaliveTimeout: SILENCE_OF_DISTRIBUTIONS.longest,
    });
    super(scope, id, {
      comment: 'A remote MCP server',
      ...domainName !== undefined && {
        domainNames: [domainName], certificate, minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      },
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
        // API Gateway finds an API by its host; all else that a client sends reaches it, its token too.
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        // A redirect would come after a token has been sent in the open.
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        // What is compressed may wait for more.
        compress: false,
      },
      additionalBehaviors: Object.fromEntries(KEPT_PATHS.map((path) => [path, {
        origin,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
        cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
      }])),
      errorResponses: ERRORS.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
    });
  }
}
