/**
 * Import statements of Node.js's own modules, as `require()`. An import statement, and what esbuild makes of one in CommonJS, reads every export, those too
 * that are made on use: `http.WebSocket` is the whole of fetch, 20 ms for nothing, and `util.TextDecoder` that of worker threads. `require()` reads none.
 *
 * @param code an ECMAScript module as esbuild writes it, which has a `require()`
 */
export function builtInsRequired(code) {
  return code.replace(/\bimport *(?:\* *as ([\w$]+)|\{([^}]*)\}|([\w$]+)) *from *"(node:(?!module")[\w/]+)";/g, (_, namespace, names, byDefault, module) => (
    `const ${namespace ?? byDefault ?? `{${names.replaceAll(' as ', ':')}}`}=require("${module}");`));
}
