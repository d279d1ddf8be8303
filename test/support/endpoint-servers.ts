import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IpAddressType } from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { SynthesizedServer } from './synthesized-server';
import { McpBotControl, McpEndpoint, McpFirewall, McpSharedDomain, RemoteMcpServer, RemoteMcpServerProps } from '../../src';

/** In us-east-1, whose web ACLs may stand before CloudFront. */
function serve(props: (stack: Stack) => RemoteMcpServerProps): SynthesizedServer {
  const app = new App();
  const stack = new Stack(app, 'Weather', { env: { account: '111122223333', region: 'us-east-1' } });
  const server = new RemoteMcpServer(stack, 'Server', props(stack));
  return { app, stack, server, template: Template.fromStack(stack) };
}

const domain = (stack: Stack) => ({
  domainName: 'mcp.example.com', certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'),
});

/** With a distribution, and bots counted. */
export function distributedServer(): SynthesizedServer {
  return serve((stack) => ({ endpoint: McpEndpoint.cloudFront(domain(stack)), firewall: McpFirewall.standard({ botControl: McpBotControl.COUNT }) }));
}

/** On a path of a domain. */
export function sharedDomainServer(): SynthesizedServer {
  return serve((stack) => ({ endpoint: McpEndpoint.sharedDomain(new McpSharedDomain(stack, 'Domain', domain(stack)), { basePath: 'weather' }) }));
}

/** On a domain of its own, for clients with certificates and certain addresses. */
export function certifiedServer(): SynthesizedServer {
  return serve((stack) => ({
    endpoint: McpEndpoint.customDomain({
      ...domain(stack),
      mtls: { bucket: s3.Bucket.fromBucketName(stack, 'Truststore', 'trust'), key: 'authorities.pem', version: 'v1' },
      allowedAddresses: ['198.51.100.0/24', '2001:db8::/32'],
      ipAddressType: IpAddressType.DUAL_STACK,
    }),
  }));
}

/** Within a VPC. */
export function privateServer(): SynthesizedServer {
  return serve((stack) => ({
    endpoint: McpEndpoint.privateApi({ vpcEndpoints: [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: 'vpce-0f1e2d3c4b5a69788', port: 443 })] }),
  }));
}
