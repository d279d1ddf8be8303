import { App } from 'aws-cdk-lib';
import { SkillsAndAppsStack } from '../lib/skills-and-apps-stack';

const app = new App();
new SkillsAndAppsStack(app, 'SkillsAndApps');
