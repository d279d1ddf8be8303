import { Environment } from './template';

/** Where a stack is that does not say where it will be deployed. */
export const MADE_UP: Environment = { account: '000000000000', region: 'us-east-1' };

/** @param text like `aws://123456789012/eu-central-1` */
export function environmentOf(text: string | undefined): Environment {
  const [, account = '', region = ''] = /^aws:\/\/([^/]*)\/(.*)$/.exec(text ?? '') ?? [];
  return {
    account: /^\d{12}$/.test(account) ? account : MADE_UP.account,
    region: /^[a-z]{2,}(-[a-z0-9]+)+$/.test(region) && region !== 'unknown-region' ? region : MADE_UP.region,
  };
}

interface Partition {
  readonly name: string;
  readonly urlSuffix: string;
}

const PARTITIONS: readonly (readonly [prefix: string, partition: Partition])[] = [
  ['cn-', { name: 'aws-cn', urlSuffix: 'amazonaws.com.cn' }],
  ['us-gov-', { name: 'aws-us-gov', urlSuffix: 'amazonaws.com' }],
  ['eusc-', { name: 'aws-eusc', urlSuffix: 'amazonaws.eu' }],
];

/** The part of AWS that a Region belongs to. */
export function partitionOf(region: string): Partition {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? { name: 'aws', urlSuffix: 'amazonaws.com' };
}
