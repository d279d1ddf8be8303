import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { functionPromptDefinition, promptDefinition } from './prompt-definition';
import { McpFunctionPromptProps, McpMessagesPromptProps } from './prompt-props';
import { checksArguments } from '../../private/declared';
import { PromptDefinition } from '../catalogue/definitions';
import { ContentSources } from '../sources/content-sources';

/**
 * A prompt that users choose in their client.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/prompts
 */
export abstract class McpPrompt {
  static {
    checksArguments(this, 'McpPrompt');
  }

  /**
   * A prompt made of messages with placeholders.
   *
   * @param name the prompt's name, unique within the server
   * @param props what it says
   */
  public static fromMessages(name: string, props: McpMessagesPromptProps): McpPrompt {
    return new MessagesPrompt(name, props);
  }

  /**
   * A prompt that a Lambda function makes, in any language.
   *
   * The function is invoked with `{ method: 'prompts/get', name, arguments, caller, requestId, protocolVersion }`. It returns
   * `{ messages: [{ role, content }], description? }` as MCP has it, where `content` may also be a text; or a text, which becomes a message of the user;
   * or `{ error: 'why' }` where something about the arguments is wrong. With `asks` it may return `{ ask: … }` as well, and gets the answers. The
   * caller's access token never reaches it.
   *
   * @param name the prompt's name, unique within the server
   * @param fn the function, an alias or a version of it; one function may make several prompts
   * @param props what it takes
   */
  public static fromFunction(name: string, fn: lambda.IFunction, props: McpFunctionPromptProps = {}): McpPrompt {
    return new FunctionPrompt(name, fn, props);
  }

  protected constructor(
    /** The prompt's name. */
    public readonly name: string,
  ) {}

  /**
   * Checks the prompt, and reads what it is made of.
   *
   * @internal
   */
  public abstract _bind(scope: IConstruct, sources: ContentSources): PromptDefinition;
}

class MessagesPrompt extends McpPrompt {
  constructor(name: string, private readonly props: McpMessagesPromptProps) {
    super(name);
  }

  public _bind(scope: IConstruct, sources: ContentSources): PromptDefinition {
    return promptDefinition(this.name, this.props, scope, sources);
  }
}

class FunctionPrompt extends McpPrompt {
  constructor(name: string, private readonly fn: lambda.IFunction, private readonly props: McpFunctionPromptProps) {
    super(name);
  }

  public _bind(scope: IConstruct, sources: ContentSources): PromptDefinition {
    return functionPromptDefinition(this.name, this.fn, this.props, scope, sources);
  }
}
