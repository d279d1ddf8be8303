/** USD of one each. */
export interface Prices {
  readonly lambdaGigabyteSecond: number;
  readonly lambdaRequest: number;
  readonly apiGatewayRequest: number;
  readonly readUnit: number;
  readonly writeUnit: number;
  readonly s3Put: number;
  readonly s3Get: number;
  /** A month. */
  readonly webAcl: number;
  readonly webAclRule: number;
  readonly alarm: number;
  readonly secret: number;
  /** A month; an asymmetric key of KMS. */
  readonly signingKey: number;
  /** With a key of an elliptic curve. */
  readonly signature: number;
  readonly firewallRequest: number;
  /** CloudWatch Logs, ingested. */
  readonly logGigabyte: number;
}

/**
 * Published AWS prices in USD, without free tiers, volume discounts and taxes. The only place where prices are; `asOf` says when they were looked up.
 *
 * @see https://aws.amazon.com/lambda/pricing/ (arm64), https://aws.amazon.com/api-gateway/pricing/ (REST, the first 333 million a month),
 * https://aws.amazon.com/dynamodb/pricing/on-demand/, https://aws.amazon.com/s3/pricing/,
 * https://aws.amazon.com/waf/pricing/, https://aws.amazon.com/cloudwatch/pricing/, https://aws.amazon.com/secrets-manager/pricing/,
 * https://aws.amazon.com/kms/pricing/
 */
export const PRICES: { readonly asOf: string; readonly regions: { readonly [region: string]: Prices } } = {
  asOf: 'November 2026',
  regions: {
    'us-east-1': {
      lambdaGigabyteSecond: 0.0000133334,
      lambdaRequest: 0.20e-6,
      apiGatewayRequest: 3.50e-6,
      readUnit: 0.125e-6,
      writeUnit: 0.625e-6,
      s3Put: 5e-6,
      s3Get: 0.4e-6,
      webAcl: 5,
      webAclRule: 1,
      alarm: 0.10,
      secret: 0.40,
      signingKey: 1,
      signature: 15e-6,
      firewallRequest: 0.60e-6,
      logGigabyte: 0.50,
    },
  },
};
