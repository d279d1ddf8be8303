import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { findingsTable, Finding, isOfNag, judgeFindings } from '../scanners/accepted-findings';
import { SERVERS, SERVERS_OF_US_EAST_1 } from '../scanners/reviewed-servers';
import { SynthesizedServer } from '../support/synthesized-server';

const PACKS = [AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks];

function findings({ app }: SynthesizedServer): Finding[] {
  return PACKS.flatMap((Pack) => new Pack(app).validateScope(app).violations).flatMap(({ ruleName, violatingResources }) => (
    violatingResources.map(({ constructPath }) => ({ rule: ruleName.replace(/^(AwsSolutions|HIPAA\.Security|NIST\.800\.53\.R5|PCI\.DSS\.321)-/, ''), path: constructPath ?? '' }))
  ));
}

describe('cdk-nag: AwsSolutions, HIPAA Security, NIST 800-53 R5 and PCI DSS 3.2.1', () => {
  const found = Object.values({ ...SERVERS, ...SERVERS_OF_US_EAST_1 }).flatMap((make) => findings(make()));
  const { unexplained, stale } = judgeFindings(found, isOfNag);

  test('find nothing without a written reason', () => {
    expect(unexplained).toEqual([]);
  });

  test('find everything for which there is a reason', () => {
    expect(stale).toEqual([]);
  });
});

test('the table of reasons is what the documentation shows', () => {
  expect(readFileSync(path.join(__dirname, '..', '..', 'docs', 'scanners.md'), 'utf8')).toContain(`\n${findingsTable()}\n`);
});
