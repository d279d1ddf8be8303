import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { IpAddressType } from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { McpBotControl, McpEndpoint, McpFirewall, McpSharedDomain, RemoteMcpServer, RemoteMcpServerProps } from '../../src';

/** Templates with every kind of endpoint that the reference servers do not have, by name; all of us-east-1, whose web ACLs may stand before CloudFront. */
export function endpointTemplates(): { readonly [name: string]: Template } {
  const serve = (props: (stack: Stack) => RemoteMcpServerProps) => {
    const stack = new Stack(new App(), 'Weather', { env: { account: '111122223333', region: 'us-east-1' } });
    new RemoteMcpServer(stack, 'Server', props(stack));
    return Template.fromStack(stack);
  };
  const domain = (stack: Stack) => ({
    domainName: 'mcp.example.com', certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0'),
  });
  return {
    cloudfront: serve((stack) => ({ endpoint: McpEndpoint.cloudFront(domain(stack)), firewall: McpFirewall.standard({ botControl: McpBotControl.COUNT }) })),
    shared: serve((stack) => ({ endpoint: McpEndpoint.sharedDomain(new McpSharedDomain(stack, 'Domain', domain(stack)), { basePath: 'weather' }) })),
    certified: serve((stack) => ({
      endpoint: McpEndpoint.customDomain({
        ...domain(stack),
        mtls: { bucket: s3.Bucket.fromBucketName(stack, 'Truststore', 'trust'), key: 'authorities.pem', version: 'v1' },
        allowedAddresses: ['198.51.100.0/24', '2001:db8::/32'],
        ipAddressType: IpAddressType.DUAL_STACK,
      }),
    })),
    private: serve((stack) => ({
      endpoint: McpEndpoint.privateApi({ vpcEndpoints: [ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'Endpoint', { vpcEndpointId: 'vpce-0f1e2d3c4b5a69788', port: 443 })] }),
    })),
  };
}
