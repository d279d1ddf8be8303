import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Offering, OfferingProps } from '../../src/offering/offering';
import { McpTool } from '../../src/offering/tools/mcp-tool';
import { McpToolProps } from '../../src/offering/tools/mcp-tool-props';

export interface Fixture {
  readonly stack: Stack;
  readonly role: iam.Role;
  readonly offering: Offering;
  fn(name: string): lambda.IFunction;
  tool(props: Partial<McpToolProps>): McpTool;
}

/** What an offering needs of a server besides, for tools that are functions of their own. */
export const NO_HOSTS: Pick<OfferingProps, 'codeHost' | 'conversationHost' | 'taskHost' | 'toolHost' | 'toolTimeout' | 'scopes'> = {
  codeHost: { addToolCode: () => undefined },
  conversationHost: { requireConversations: () => undefined },
  taskHost: {
    requireTasks: () => undefined,
    get taskRunner(): iam.IGrantable {
      throw new Error('there is no task runner');
    },
    taskReference: undefined,
  },
  toolHost: {
    addOperation: () => {
      throw new Error('there is no connector');
    },
    reportsTable: () => {
      throw new Error('there is no table');
    },
  },
  toolTimeout: Duration.seconds(60),
  scopes: [],
};

export function fixture(props: Partial<OfferingProps> = {}): Fixture {
  const stack = new Stack(new App(), 'Weather', { env: { account: '123456789012', region: 'eu-central-1' } });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const offering = new Offering(stack, { serverInfo: { name: 'weather', version: '1.0.0' }, invoker: role, ...NO_HOSTS, ...props });
  const fn = (name: string) => lambda.Function.fromFunctionName(stack, name, name);
  return { stack, role, offering, fn, tool: (toolProps) => McpTool.fromFunction('a', fn('a'), { description: 'd', ...toolProps }) };
}

const directories: string[] = [];

export function temporaryDirectory(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'offering-'));
  directories.push(directory);
  return directory;
}

export function removeTemporaryDirectories(): void {
  directories.splice(0).forEach((directory) => fs.rmSync(directory, { recursive: true }));
}

/** The code of the error that is thrown. */
export function codeOf(work: () => void): string | undefined {
  try {
    work();
  } catch (error) {
    return (error as { readonly code?: string }).code;
  }
  return undefined;
}
