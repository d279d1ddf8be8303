import { IConstruct } from 'constructs';
import { promptDefinition } from './prompt-definition';
import { McpPromptProps } from './prompt-props';
import { PromptDefinition } from '../catalogue/definitions';

/**
 * A prompt that users choose in their client.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/prompts
 */
export abstract class McpPrompt {
  /**
   * A prompt made of messages with placeholders.
   *
   * @param name the prompt's name, unique within the server
   * @param props what it says
   */
  public static fromMessages(name: string, props: McpPromptProps): McpPrompt {
    return new MessagesPrompt(name, props);
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
  public abstract _bind(scope: IConstruct): PromptDefinition;
}

class MessagesPrompt extends McpPrompt {
  constructor(name: string, private readonly props: McpPromptProps) {
    super(name);
  }

  public _bind(scope: IConstruct): PromptDefinition {
    return promptDefinition(this.name, this.props, scope);
  }
}
