import type { Client } from '@modelcontextprotocol/client';
import type { App, AppProps } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, type FunctionProps, type IFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { LocalGateway, LocalGatewayOptions } from '../../local/local-gateway';
import { McpSchema, McpTool, RemoteMcpServer, type RemoteMcpServerProps } from '../../src';

/** An app as somebody might write it: it is synthesized, served by the local gateway, and called by the official client. */
export interface Shape {
  readonly name: string;
  readonly app?: Omit<AppProps, 'outdir'>;
  /** What the command line would say. */
  readonly options?: Partial<LocalGatewayOptions>;
  /** Who signs in. Left out: the first person who is let in; `null` where nobody has to. */
  readonly person?: string | null;
  /** Which of several identity providers they pick. */
  readonly provider?: string;
  /** The paths of its servers, each of which is called. Left out: one. */
  readonly served?: readonly string[];
  /** Whether nobody here can give out tokens for it: a client is challenged. */
  readonly isForeign?: true;
  /** What the tool `greet` is given: by default the name Ada. */
  readonly given?: { readonly [argument: string]: string };
  /** What it answers; undefined for a server that no client can enter. */
  readonly greeting?: RegExp;
  declare(app: App): void;
  /** What this app has besides. @throws where it is otherwise */
  check?(client: Client, gateway: LocalGateway): Promise<void>;
}

export const NAME = McpSchema.fromJson({ type: 'object', properties: { name: { type: 'string' } }, required: ['name'] });

/** A function that greets, and says where it runs. */
export const greeter = (scope: Construct, id = 'Greeter', props: Partial<FunctionProps> = {}): LambdaFunction => new LambdaFunction(scope, id, {
  runtime: Runtime.NODEJS_24_X,
  handler: 'index.handler',
  code: Code.fromInline('exports.handler = async (event) => `Hello ${event.arguments.name} from ${process.env.AWS_REGION}`;'),
  ...props,
});

export const greet = (fn: IFunction): McpTool => McpTool.fromFunction('greet', fn, { description: 'Greets somebody.', inputSchema: NAME });

/** A server whose tool greets. */
export const server = (scope: Construct, props: RemoteMcpServerProps = {}, id = 'Server'): RemoteMcpServer =>
  new RemoteMcpServer(scope, id, { tools: [greet(greeter(scope, `${id}Greeter`))], ...props });
