import { App } from 'aws-cdk-lib';
import { WeatherStack } from '../lib/weather-stack';

new WeatherStack(new App(), 'Weather');
