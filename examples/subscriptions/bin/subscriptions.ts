import { App } from 'aws-cdk-lib';
import { SubscriptionsStack } from '../lib/subscriptions-stack';

const app = new App();
new SubscriptionsStack(app, 'Subscriptions', {
  description: 'A remote MCP server that tells its clients what changes',
});
