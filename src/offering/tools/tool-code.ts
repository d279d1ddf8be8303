/** Code that runs in the MCP function: files, and the module among them that exports the tool. */
export interface ToolCode {
  /** A digest of the files. Also the directory's name in the layer, so that two deployments never mix. */
  readonly id: string;
  /** Path of the module below its directory. */
  readonly module: string;
  /** Unzipped. */
  readonly bytes: number;
  /** Environment variables that it needs. Values may be tokens. */
  readonly environment: { readonly [name: string]: string };
  /** Writes the files into an empty directory. */
  write(directory: string): void;
}

/** What code is for. */
export type CodePurpose = 'tool' | 'server';

/** What a module for it exports: continues "export …". */
export const DEFAULT_EXPORT: { readonly [purpose in CodePurpose]: string } = {
  tool: "the tool's function of (arguments, context) as default",
  server: 'a function that makes your server, or what createMcpHandler() returns, as default',
};

/** The function in which the tools' code runs. */
export interface ToolCodeHost {
  /** Carries the code. Adding the same code again changes nothing. */
  addToolCode(code: ToolCode): void;
}
