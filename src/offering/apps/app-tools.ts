import { IConstruct } from 'constructs';
import { ValidationError } from '../../private/validation-error';
import { AppDefinition, Meta, ToolDefinition } from '../catalogue/definitions';

/** What a tool's `_meta` says of its app. */
const KEYS = ['ui', 'ui/resourceUri'];

/**
 * The tools, each with what its `_meta` says of the app that shows its results.
 *
 * @throws ValidationError
 */
export function linkApps(tools: readonly ToolDefinition[], apps: readonly AppDefinition[], scope: IConstruct): readonly ToolDefinition[] {
  const links = new Map<string, { readonly app: string; readonly meta: Meta }>();
  for (const { uri, tools: shown, appOnlyTools } of apps) {
    for (const name of [...shown, ...appOnlyTools]) {
      const other = links.get(name)?.app;
      if (other !== undefined) {
        throw new ValidationError('ToolWithTwoApps', `the tool "${name}" has two apps, "${other}" and "${uri}"; leave it to one`, scope);
      }
      const visibility = appOnlyTools.includes(name) ? ['app'] : undefined;
      // The flat key is how hosts first read it, and some still do.
      links.set(name, { app: uri, meta: { 'ui': { resourceUri: uri, visibility }, 'ui/resourceUri': uri } });
    }
  }
  const unknown = [...links].find(([name]) => !tools.some((tool) => tool.name === name));
  if (unknown) {
    throw new ValidationError('UnknownAppTool', `the app "${unknown[1].app}" shows the tool "${unknown[0]}", which the server does not offer; add it, or correct the name`, scope);
  }
  return tools.map((tool) => {
    const link = links.get(tool.name);
    const own = link && KEYS.find((key) => Object.hasOwn(tool.meta ?? {}, key));
    if (own !== undefined) {
      throw new ValidationError('ToolWithTwoApps', `the _meta of the tool "${tool.name}" has "${own}", which the app "${link!.app}" says; leave it out`, scope);
    }
    return link ? { ...tool, meta: { ...tool.meta, ...link.meta } } : tool;
  });
}
