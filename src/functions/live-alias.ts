import * as lambda from 'aws-cdk-lib/aws-lambda';

const LIVE = 'live';

/**
 * What others call a function by: an alias that each deployment moves to a new version, so that code, layers and environment change in one
 * step. Without it Lambda changes them by separate calls, and a request in between meets one half of each.
 *
 * @param options of the alias, from what makes the function
 */
export function liveAlias(fn: lambda.Function, options?: lambda.AliasOptions): lambda.Alias {
  return fn.node.tryFindChild(`Alias${LIVE}`) as lambda.Alias | undefined ?? fn.addAlias(LIVE, options);
}
