/**
 * Verifies on AWS what docs/verify-on-aws.md lists: deploys an app, checks each row that a program can, prints a table, and removes everything.
 *
 *   npm run verify:aws -- [--profile NAME] [--region REGION] [--yes] [--without-person]
 *   npm run verify:aws -- --cleanup NAME [--profile NAME] [--region REGION]
 *   npm run verify:aws -- --local
 *
 * --local runs the checks against the local gateway: what only AWS has is not run. --without-person leaves out what is left for a person.
 * Exit status: 0 where no row failed and nothing is left, 130 after Ctrl-C, else 1.
 */
import { CHECKS } from './checks';
import { command } from './command';

command(process.argv.slice(2), { checks: CHECKS }).then((status) => process.exit(status), (error: Error) => {
  console.error(`verify:aws: ${error.message}`);
  process.exit(1);
});
