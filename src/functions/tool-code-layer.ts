import * as fs from 'node:fs';
import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DeferredCode } from './deferred-code';
import { LAMBDA_UNZIPPED_MAX_BYTES } from '../contract/limits';
import { MCP_FUNCTION_ENV } from '../contract/mcp/env';
import { TOOL_CODE_LAYER_PATH } from '../contract/mcp/layer';
import { ToolCode } from '../offering/tools/tool-code';
import { ValidationError } from '../private/validation-error';

/** What Lambda sets itself, or reserves. */
const RESERVED = /^(AWS_|LAMBDA_|_HANDLER$|_X_AMZN_)/;
const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Layers that Lambda lets a function have. */
const LAYERS_MAX = 5;

/** The code of all tools that run in the MCP function: one layer, for Lambda allows five. A server without such tools has none. */
export class ToolCodeLayer extends Construct {
  /** By id. */
  private readonly codes = new Map<string, ToolCode>();
  /** Values as a template writes them. */
  private readonly environment = new Map<string, string>();

  constructor(scope: Construct, id: string, private readonly fn: lambda.Function) {
    super(scope, id);
    const layer = new lambda.LayerVersion(this, 'Layer', {
      description: 'The code of the tools that run in a remote MCP server',
      code: new DeferredCode((directory) => this.write(directory)),
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
      compatibleArchitectures: [fn.architecture],
    });
    try {
      fn.addLayers(layer);
    } catch (error) {
      throw this.error('TooManyLayers', `the code of tools needs a layer on the function that serves them, and that has ${LAYERS_MAX}, which is all that Lambda allows (${(error as Error).message}); remove a layer, or run the tool by McpTool.fromFunction()`);
    }
  }

  public add(code: ToolCode): void {
    this.addEnvironment(code);
    this.codes.set(code.id, code);
    const bytes = [...this.codes.values()].reduce((sum, other) => sum + other.bytes, 0);
    if (bytes > LAMBDA_UNZIPPED_MAX_BYTES) {
      throw this.error('ToolCodeTooLarge', `the code of all tools has ${bytes} bytes, and a function with all of its layers may have ${LAMBDA_UNZIPPED_MAX_BYTES}; run some of the tools by McpTool.fromFunction()`);
    }
  }

  private addEnvironment({ environment }: ToolCode): void {
    for (const [name, value] of Object.entries(environment)) {
      if (!NAME.test(name) || RESERVED.test(name)) {
        throw this.error('InvalidEnvironmentVariable', `the code sets the environment variable "${name}", which Lambda does not allow; use letters, digits and _, and no name that begins with AWS_ or LAMBDA_`);
      }
      if ((MCP_FUNCTION_ENV as readonly string[]).includes(name)) {
        throw this.error('InvalidEnvironmentVariable', `the code sets the environment variable "${name}", which the server needs itself; choose another name`);
      }
      const written = JSON.stringify(Stack.of(this).resolve(value));
      if ((this.environment.get(name) ?? written) !== written) {
        throw this.error('ConflictingEnvironmentVariable', `the code of two tools sets the environment variable "${name}" to different values, ${this.environment.get(name)} and ${written}; all code shares one environment: choose two names`);
      }
      this.environment.set(name, written);
      this.fn.addEnvironment(name, value);
    }
  }

  private write(directory: string): void {
    for (const code of this.codes.values()) {
      const destination = path.join(directory, TOOL_CODE_LAYER_PATH, code.id);
      fs.mkdirSync(destination, { recursive: true });
      code.write(destination);
    }
  }

  private error(code: string, message: string): ValidationError {
    return new ValidationError(code, message, this);
  }
}
