import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardPicture } from './dashboard-picture';
import { McpMonitoring, McpTask, McpTool } from '../../src';
import { only, rendered, synthesizeServer, toolFunction } from '../support/synthesized-server';

const PICTURE = join(__dirname, '..', '..', 'docs', 'pages', 'dashboard.svg');

/** `npm run test:update` draws it. */
test('the picture in the documentation shows the dashboard as it is', () => {
  const { template } = synthesizeServer((stack) => ({
    monitoring: McpMonitoring.standard({ dashboard: true, anomalies: true }),
    tools: [McpTool.fromFunction('send_report', toolFunction(stack), { description: 'Sends a report.', task: McpTask.optional() })],
  }));
  const picture = dashboardPicture(JSON.parse(rendered(only(template, 'AWS::CloudWatch::Dashboard')[1].Properties.DashboardBody)));
  if (process.env.UPDATE_TEMPLATES === 'true') {
    writeFileSync(PICTURE, picture);
  }

  expect(readFileSync(PICTURE, 'utf8')).toBe(picture);
});
