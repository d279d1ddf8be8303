import { isObject } from '../cloud-assembly/template';

/** Of `npm init`. */
const NO_SCRIPT = /no test specified/;

/** What is in a JSON object, and what is added to it: nothing that is there changes. */
export function mergedJson(present: { readonly [name: string]: unknown }, added: { readonly [name: string]: unknown }): { readonly [name: string]: unknown } {
  const merged: { [name: string]: unknown } = { ...present };
  for (const [name, value] of Object.entries(added)) {
    const own = present[name];
    if (own === undefined || NO_SCRIPT.test(String(own))) {
      merged[name] = value;
    } else if (isObject(own) && isObject(value)) {
      merged[name] = mergedJson(own, value);
    }
  }
  return merged;
}

/** The name of a requirement, or the whole of another line: of a directory with its slash or without. */
function nameOf(text: string): string {
  const line = text.replace(/\/$/, '');
  return /^([A-Za-z0-9._-]+)\s*(?:[<>=~!;[ ].*)?$/.exec(line)?.[1].toLowerCase().replace(/[._]/g, '-') ?? line;
}

/** A text with the lines that it lacks; of a package it has any version. */
export function mergedLines(present: string, added: string): string {
  const names = new Set(present.split('\n').map((line) => nameOf(line.trim())));
  const missing = added.split('\n').filter((line) => line !== '' && !names.has(nameOf(line)));
  return missing.length === 0 ? present : `${present}${present === '' || present.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`;
}

/** What the lines of a go.mod name: modules that are required, and directories that are ignored. */
function namedByGoMod(text: string): ReadonlySet<string> {
  const lines = text.split('\n').filter((line) => !line.includes('=>')).map((line) => line.trim().replace(/^(?:require|ignore)\s+/, '').split(/\s+/));
  return new Set(lines.flatMap(([name, version = 'v']) => (version.startsWith('v') ? [name] : [])));
}

/** A go.mod with what it lacks of another one. Versions that are there stay: `go mod tidy` raises those that are too old. */
export function mergedGoMod(present: string, added: string): string {
  const named = namedByGoMod(present);
  const ignored = [...added.matchAll(/^ignore (\S+)$/gm)].filter(([, directory]) => !named.has(directory)).map(([line]) => `${line}\n`);
  const required = [...added.matchAll(/^\t(\S+) v\S+$/gm)].filter(([, name]) => !named.has(name)).map(([line]) => line);
  const blocks = [...ignored, ...required.length === 0 ? [] : [`require (\n${required.join('\n')}\n)\n`]];
  return blocks.length === 0 ? present : [`${present.trimEnd()}\n`, ...blocks].join('\n');
}
