import { App } from 'aws-cdk-lib';
import { SdkServerStack } from '../lib/sdk-server-stack';

const app = new App();
new SdkServerStack(app, 'SdkServer', {
  description: 'A server on the official SDK behind the authorizer, the firewall and the alarms of RemoteMcpServer',
});
