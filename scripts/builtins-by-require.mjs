/**
 * Loads some of Node's modules by require(), also in an ES module. An import statement reads every export of a built-in module, the lazy ones
 * too: `http.WebSocket` is the whole of fetch, 20 ms of every cold start for nothing.
 */
export const builtinsByRequire = {
  name: 'builtins-by-require',
  setup(build) {
    build.onResolve({ filter: /^(node:)?(https?|crypto|fs)$/ }, ({ path, kind }) => (kind === 'require-call' ? undefined : { path, namespace: 'builtin' }));
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: `module.exports = require(${JSON.stringify(path)});` }));
  },
};
