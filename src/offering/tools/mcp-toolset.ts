import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { McpTool } from './mcp-tool';

/**
 * Where a toolset is bound.
 */
export interface McpToolsetBindOptions {
  /**
   * How long a request to the server may take.
   */
  readonly toolTimeout: Duration;
}

/**
 * Tools that are made of one source, such as a document that describes an API.
 *
 * Each tool is checked as one that is added by itself: its name is unique within the server.
 */
export abstract class McpToolset {
  protected constructor() {}

  /**
   * Called once by each server that the toolset is added to: makes the tools.
   *
   * @param scope where the toolset may create constructs, and add warnings
   * @param options what the server is like
   */
  public abstract bind(scope: Construct, options: McpToolsetBindOptions): McpTool[];
}
