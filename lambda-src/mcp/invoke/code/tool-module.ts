import { createRequire } from 'node:module';
import { TOOL_CODE_NAME } from '../../../../src/contract/mcp/layer';
import type { ToolContext } from '../../../../src/contract/mcp/tool-context';

export type ToolFunction = (args: { readonly [name: string]: unknown }, context: ToolContext) => unknown;

/** Loads a module by its path below the directory of the tools' code. */
export type LoadModule = (module: string) => unknown;

/** The module that the wiring names is none that could run. */
export class NoTool extends Error {
  override readonly name = 'NoTool';
}

/** Loads by require(), which is quicker than import() and finds packages in NODE_PATH; only modules that await at their top level need import(). */
export function loadModule(module: string): unknown {
  const path = `${TOOL_CODE_NAME}/${module}`;
  const requireFromHere = createRequire(__filename);
  try {
    return requireFromHere(path);
  } catch (error) {
    if ((error as { readonly code?: unknown }).code !== 'ERR_REQUIRE_ASYNC_MODULE') {
      throw error;
    }
    // The bundler would make a require() of import().
    const load = new Function('url', 'return import(url)') as (url: string) => Promise<unknown>;
    return load(`file://${encodeURI(requireFromHere.resolve(path))}`);
  }
}

/**
 * The default export. A compiled CommonJS module has it under `default`, and `import()` of such a module one level further down.
 *
 * @throws NoTool if it is not a function
 */
export function toolIn(loaded: unknown, module: string): ToolFunction {
  const exported = defaultOf(loaded);
  const found = [loaded, exported, defaultOf(exported)].find((value) => typeof value === 'function');
  if (found === undefined) {
    throw new NoTool(`the default export of ${module} is ${exported === undefined ? 'missing' : `of the type ${typeof exported}, not a function`}`);
  }
  return found as ToolFunction;
}

function defaultOf(value: unknown): unknown {
  return (value as { readonly default?: unknown } | null | undefined)?.default;
}
