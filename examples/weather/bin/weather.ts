import { App } from 'aws-cdk-lib';
import { WeatherStack } from '../lib/weather-stack';

const app = new App();
new WeatherStack(app, 'Weather', {
  description: 'A remote MCP server that knows the weather',
});
