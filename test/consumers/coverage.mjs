// What of the public API a consumer app in Java says. Its builders name the type of each property, so that this can be read from its sources; the apps in the
// other languages say the same, or their templates would differ.

/** Whose properties the library fills in, or reads from kinds of the user's own: the apps have one kind of tool and of toolset. */
const OF_EXTENSIONS = /(?:BindOptions|Config)$/;

/**
 * The properties, static methods and values of what a server offers that no source says.
 *
 * @param assembly what jsii wrote: `.jsii`
 * @param sources the texts of the app
 */
export function unsaid(assembly, sources) {
  const offered = Object.values(assembly.types).filter(({ locationInModule: { filename } }) => /^src\/(?:offering|connector)\//.test(filename));
  const text = sources.join('\n');
  const said = saidOf(text);
  return offered.filter(({ name }) => !OF_EXTENSIONS.test(name)).flatMap((type) => {
    const members = type.kind === 'enum' ? type.members.map(({ name }) => name)
      : type.kind === 'class' ? (type.methods ?? []).filter((method) => method.static).map(({ name }) => name)
        : (type.properties ?? []).map(({ name }) => name);
    const builders = Object.values(assembly.types).filter((other) => isA(other, type, assembly)).map(({ name }) => said.get(name));
    const isSaid = (member) => (type.kind === 'interface' ? builders.some((names) => names?.has(member)) : new RegExp(`\\b${type.name}\\.${member}\\b`).test(text));
    return members.filter((member) => !isSaid(member)).map((member) => `${type.name}.${member}`);
  });
}

/** A property is the same one in the types that extend its own. */
function isA(type, other, assembly) {
  return type === other || (type.interfaces ?? []).some((fqn) => assembly.types[fqn] !== undefined && isA(assembly.types[fqn], other, assembly));
}

/** The methods of each `Type.builder()`, by type. */
function saidOf(text) {
  const said = new Map();
  for (const { 1: type, index, 0: { length } } of text.matchAll(/\b(\w+)\.builder\(\)/g)) {
    const names = said.get(type) ?? new Set();
    said.set(type, names);
    let at = index + length;
    for (let call = callAt(text, at); call !== undefined; call = callAt(text, at)) {
      names.add(call.name);
      at = call.end;
    }
  }
  return said;
}

function callAt(text, at) {
  const [head, name] = /^\s*\.(\w+)\(/.exec(text.slice(at)) ?? [];
  if (head === undefined) return undefined;
  let depth = 1;
  let end = at + head.length;
  for (const { 0: token, index } of text.slice(end).matchAll(/"(?:\\.|[^"\\])*"|[()]/g)) {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0;
    if (depth === 0) {
      end += index + 1;
      break;
    }
  }
  return { name, end };
}
