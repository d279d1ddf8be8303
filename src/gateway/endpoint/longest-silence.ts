import { Annotations, Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** How long a response may send nothing, and who ends it then. Streams have a comment every 15 seconds. */
export interface LongestSilence {
  readonly ender: string;
  readonly longest: Duration;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html */
export const SILENCE_OF_APIS: LongestSilence = { ender: 'API Gateway', longest: Duration.minutes(5) };
export const SILENCE_OF_EDGE_OPTIMIZED_APIS: LongestSilence = { ender: 'API Gateway', longest: Duration.seconds(30) };

/** The longest that CloudFront takes without a quota of one's own. */
export const SILENCE_OF_DISTRIBUTIONS: LongestSilence = { ender: 'CloudFront', longest: Duration.seconds(60) };

/** Comments keep a stream alive, but only clients that ask for progress have one, and tools that report or ask. */
export function warnOfSilence(scope: IConstruct, timeout: Duration, { ender, longest }: LongestSilence): void {
  if (!timeout.isUnresolved() && timeout.toSeconds() > longest.toSeconds()) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:silentCalls',
      `toolTimeout is ${timeout.toSeconds()} seconds, but ${ender} ends a response that sends nothing for ${longest.toSeconds()}, with status 504, and the tool goes on; let tools that take longer run as tasks or report progress, or lower toolTimeout. If no tool is silent for so long, acknowledge this`,
    );
  }
}
