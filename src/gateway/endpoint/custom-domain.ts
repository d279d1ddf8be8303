import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { requireHostName, requireNameOfItsOwn, requireRegionOf, requireZoneOf } from './domain-validation';
import { McpDomainOptions } from './endpoint-options';

/**
 * A domain of API Gateway, and its records.
 *
 * @throws ValidationError InvalidDomainName, CertificateInAnotherRegion, DomainOutsideHostedZone, DomainNameTaken
 */
export function customDomain(scope: Construct, options: McpDomainOptions, ipAddressType?: apigateway.IpAddressType): apigateway.DomainName {
  const { domainName, certificate, hostedZone, mtls } = options;
  requireHostName(domainName);
  requireRegionOf(certificate, Stack.of(scope).region, scope);
  requireZoneOf(scope, domainName, hostedZone);
  requireNameOfItsOwn(scope, domainName);
  const domain = new apigateway.DomainName(scope, 'Domain', {
    domainName,
    certificate,
    endpointType: apigateway.EndpointType.REGIONAL,
    securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
    mtls,
  });
  if (ipAddressType !== undefined) {
    // The construct has no prop for it.
    (domain.node.defaultChild as apigateway.CfnDomainName).addPropertyOverride('EndpointConfiguration.IpAddressType', ipAddressType);
  }
  if (hostedZone) {
    const record = { zone: hostedZone, recordName: `${domainName}.`, target: route53.RecordTarget.fromAlias(new targets.ApiGatewayDomain(domain)) };
    new route53.ARecord(scope, 'AliasRecord', record);
    if (ipAddressType === apigateway.IpAddressType.DUAL_STACK) {
      new route53.AaaaRecord(scope, 'AliasRecordIPv6', record);
    }
  }
  return domain;
}
