import { Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { ValidationError } from '../../private/validation-error';

/** Lower-case labels of at most 63 characters, at least two, none with a hyphen at an end. */
const DOMAIN_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** @throws ValidationError InvalidDomainName */
export function requireHostName(domainName: string): void {
  if (!Token.isUnresolved(domainName) && !DOMAIN_NAME.test(domainName)) {
    throw new ValidationError(
      'InvalidDomainName', `domain "${domainName}" is not a host name in lower case; write it like "mcp.example.com", without "https://" and path`,
    );
  }
}

/** CloudFront takes certificates of one Region, and a regional API those of its own. */
export function requireRegionOf(certificate: acm.ICertificate, region: string, scope: Construct): void {
  const { certificateArn } = certificate;
  if (Token.isUnresolved(certificateArn) || Token.isUnresolved(region)) {
    return;
  }
  if (Arn.split(certificateArn, ArnFormat.SLASH_RESOURCE_NAME).region !== region) {
    throw new ValidationError(
      'CertificateInAnotherRegion', `certificate "${certificateArn}" is not in ${region}, where it is needed; use or make one there`, scope,
    );
  }
}

/** The well-known documents of two servers cannot both lie at the root of one host, and CloudFormation finds out late. */
export function requireNameOfItsOwn(scope: Construct, domainName: string): void {
  const other = Stack.of(scope).node.findAll().find((each) => each instanceof apigateway.CfnDomainName && each.domainName === domainName);
  if (other !== undefined) {
    throw new ValidationError('DomainNameTaken', `domain "${domainName}" is already used by "${other.node.path}"; give each server its own domain name`, scope);
  }
}

/** @throws ValidationError DomainOutsideHostedZone */
export function requireZoneOf(scope: Construct, domainName: string, hostedZone?: route53.IHostedZone): void {
  if (hostedZone === undefined || Token.isUnresolved(domainName) || Token.isUnresolved(hostedZone.zoneName)) {
    return;
  }
  const zoneName = hostedZone.zoneName.replace(/\.$/, '');
  if (domainName !== zoneName && !domainName.endsWith(`.${zoneName}`)) {
    throw new ValidationError('DomainOutsideHostedZone', `domain "${domainName}" is not in zone "${zoneName}"; give the zone that holds it or none`, scope);
  }
}
