import { IConstruct } from 'constructs';
import { bundleEntry } from './code-bundling';
import { directoryCode, fileCode } from './code-files';
import { CodePurpose, ToolCode } from './tool-code';
import { checksArguments } from '../../private/declared';

/**
 * How code runs in the function that serves the tools.
 */
export interface McpCodeOptions {
  /**
   * Environment variables. They are set for the whole function, so all code in it sees them: two values for one name are an error. For
   * secrets, pass the ARN of a secret and grant `RemoteMcpServer.mcpFunction` to read it.
   *
   * @default - no variables besides those of the server
   */
  readonly environment?: { [name: string]: string };
}

/**
 * How an entry file is bundled.
 */
export interface McpCodeEntryOptions extends McpCodeOptions {
  /**
   * Packages that are not bundled, such as `@aws-sdk/*`, which the runtime of Lambda has. The local gateway's runtime does not have them.
   *
   * @default - everything that the entry imports is bundled, except for the modules of Node.js
   */
  readonly externalModules?: string[];
}

/**
 * JavaScript or TypeScript that runs inside the function that serves the tools: no other function is invoked, and nothing else starts cold.
 *
 * The module has one default export, a function of `(arguments, context)`. It is loaded when one of its tools is first called.
 * Its types are in `cdk-remote-mcp-server/tool`. Code of one object, or of equal files, is carried once, whichever tools it runs.
 *
 * All code shares one process, and so its memory, its environment and the permissions of the function. Code that you do not trust belongs in a
 * function of its own: see `McpTool.fromFunction()`.
 */
export abstract class McpCode {
  static {
    checksArguments(this, 'McpCode');
  }

  /**
   * A file that is complete as it is: an ES module or a CommonJS module that imports nothing but modules of Node.js and what the runtime has. A
   * source map beside it (`file.mjs.map`) is used for error messages in the log.
   *
   * @param file path of a `.mjs`, `.cjs` or `.js` file, relative to the working directory of the app
   * @param options environment variables
   */
  public static fromFile(file: string, options: McpCodeOptions = {}): McpCode {
    return new PreparedCode((scope, purpose) => fileCode(file, options.environment ?? {}, purpose, scope));
  }

  /**
   * A directory that is complete as it is, for example with its `node_modules`, or with files that the code reads.
   *
   * @param directory path of the directory, relative to the working directory of the app
   * @param module path of the `.mjs`, `.cjs` or `.js` file that exports the tool, relative to the directory
   * @param options environment variables
   */
  public static fromDirectory(directory: string, module: string, options: McpCodeOptions = {}): McpCode {
    return new PreparedCode((scope, purpose) => directoryCode(directory, module, options.environment ?? {}, purpose, scope));
  }

  /**
   * A TypeScript or JavaScript file that is bundled at synthesis, with everything that it imports and with a source map. The app must have
   * `esbuild` installed.
   *
   * @param entry path of a `.ts`, `.mts`, `.cts`, `.js`, `.mjs` or `.cjs` file, relative to the working directory of the app
   * @param options how it is bundled, environment variables
   */
  public static fromEntry(entry: string, options: McpCodeEntryOptions = {}): McpCode {
    return new PreparedCode((scope, purpose) => bundleEntry(entry, { externalModules: [], environment: {}, ...options, purpose }, scope));
  }

  protected constructor() {}

  /**
   * Reads or bundles the code, once for each purpose.
   *
   * @internal
   */
  public abstract _prepare(scope: IConstruct, purpose: CodePurpose): ToolCode;
}

class PreparedCode extends McpCode {
  private readonly prepared = new Map<CodePurpose, ToolCode>();

  constructor(private readonly prepare: (scope: IConstruct, purpose: CodePurpose) => ToolCode) {
    super();
  }

  public _prepare(scope: IConstruct, purpose: CodePurpose): ToolCode {
    const code = this.prepared.get(purpose) ?? this.prepare(scope, purpose);
    this.prepared.set(purpose, code);
    return code;
  }
}
