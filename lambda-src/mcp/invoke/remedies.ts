const HANDLER = 'the function has no such module, or the module no such handler: see its handler and what is packed with it, and deploy it again';
const NOT_READY = 'Lambda still prepares the function: look at its state if that does not end';
const KEY = 'its environment variables cannot be decrypted: see the KMS key, and what its role may do with it';
const VPC = 'Lambda cannot attach it to its VPC: see subnets, free addresses, security groups, and what its role may do';
const FILES = 'its file system cannot be mounted or read: see mount targets, security groups and the access point';
const SNAPSHOT = 'its snapshot cannot be made or restored: see its runtime hooks in the log group of the function';
const PACKAGE = 'its runtime or its package is not usable any more: deploy it again';

/** Remedies for errors of Lambda, its runtimes and its Invoke API, for operators of the tools. */
const REMEDIES: readonly [RegExp, string][] = [
  [/^Function\.ResponseSizeTooLarge$/, 'Lambda passes on at most 6 MiB of an answer: return fewer items and a way to ask for the next ones, or a resource_link to where the rest is stored'],
  [/TooLargeException$/, 'Lambda takes at most 6 MiB of an event: bound the arguments by the input schema, or take links instead of contents'],
  [/^Sandbox\.Timedout$/, 'raise the timeout of the function, or let it do less at once'],
  [/^Runtime\.OutOfMemory$/, 'raise the memorySize of the function, or let it handle less at once'],
  [/^Runtime\.ExitError$/, 'the process ended by itself: see what it wrote last in the log group of the function'],
  [/^Runtime\.NodejsExit$/, 'the promise of its handler was never settled: await all that it starts'],
  [/^Runtime\.MarshalError$/, 'its handler returned what JSON cannot hold, such as a datetime or a Decimal: convert it'],
  [/^Runtime\.(ImportModuleError|HandlerNotFound|MalformedHandlerName)$/, HANDLER],
  [/^Runtime\.InvalidEntrypoint$|^Runtime\.InvalidWorkingDir$/, 'its runtime or image does not start: see bootstrap, entry point, working directory and architecture'],
  [/^Runtime\.UserCodeSyntaxError$/, 'its code is no valid program for its runtime'],
  [/^Runtime\.CallbackHandlerDeprecated$/, 'from Node.js 24 on a handler returns a promise instead of calling back'],
  [/^Tool\.NoDefaultExport$/, 'export the tool as the default of its module'],
  [/^Tool\.LoadError$/, 'bundle all that its module imports, or put it into a layer'],
  [/^Extension\./, 'an extension of the function does not start, or ends early: see its layers'],
  [/^AccessDeniedException$/, 'the MCP function may not invoke it: an imported function, above all of another account, must permit that itself'],
  [/^ResourceNotFoundException$|^NoPublishedVersionException$/, 'no such function, version or alias: deploy the stack again'],
  [/^TooManyRequestsException$/, 'raise its reserved concurrency or that of the account, or make it faster'],
  [/^ServiceQuotaExceededException$/, 'a quota of the account is used up: ask for more'],
  [/^EC2ThrottledException$/, 'EC2 throttles what its VPC needs: provisioned concurrency prevents that'],
  [/^RecursiveInvocationException$/, 'what it calls leads back to it, and Lambda has stopped the loop'],
  [/^ModeNotSupportedException$/, 'it can only be invoked asynchronously, and a tool needs an answer'],
  [/^((Resource|SnapStart|ENI)NotReady|ResourceConflict|CodeArtifactUserPending)Exception$/, NOT_READY],
  [/^KMS/, KEY],
  [/^(EC2|ENI|Subnet|InvalidSubnet|InvalidSecurityGroup)/, VPC],
  [/^(EFS|S3Files)/, FILES],
  [/^SnapStart/, SNAPSHOT],
  [/^(InvalidRuntime|InvalidZipFile|CodeArtifactUser)/, PACKAGE],
];

/** What Step Functions itself names. */
const OF_STATE_MACHINES = /^States\.|^StateMachine|^Execution|^Kms/;

export async function remedyFor(code: string): Promise<string | undefined> {
  const remedies = OF_STATE_MACHINES.test(code) ? (await import('./state-machine-remedies')).STATE_MACHINE_REMEDIES : REMEDIES;
  return remedies.find(([codes]) => codes.test(code))?.[1];
}
