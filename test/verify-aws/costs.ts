import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PRICES } from '../../scripts/costs/prices';

/** What Bot Control costs a month. @see https://aws.amazon.com/waf/pricing/ */
const BOT_CONTROL = 10;
const HOURS_OF_MONTH = 730;

interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly Rules?: readonly object[] };
}

/** What an assembly costs while it is there, in USD a month; requests are some cents. */
export function monthlyCosts(assembly: string): number {
  const prices = PRICES.regions['us-east-1'];
  const resources = readdirSync(assembly).filter((file) => file.endsWith('.template.json'))
    .flatMap((file) => Object.values<Resource>(JSON.parse(readFileSync(join(assembly, file), 'utf8')).Resources));
  const costOf = ({ Type, Properties: { Rules = [] } = {} }: Resource) => {
    switch (Type) {
      case 'AWS::WAFv2::WebACL': return prices.webAcl + Rules.length * prices.webAclRule + (JSON.stringify(Rules).includes('AWSManagedRulesBotControlRuleSet') ? BOT_CONTROL : 0);
      case 'AWS::SecretsManager::Secret': return prices.secret;
      case 'AWS::CloudWatch::Alarm': return prices.alarm;
      default: return 0;
    }
  };
  return resources.reduce((sum, resource) => sum + costOf(resource), 0);
}

export const costsText = (monthly: number) => `about ${(monthly / HOURS_OF_MONTH).toFixed(2)} USD for each hour that it is there (${Math.round(monthly)} USD a month), and some cents for requests`;
