declare module 'picomatch' {
  function picomatch(globs: string[], options?: { dot?: boolean }): (path: string) => boolean;
  namespace picomatch {
    /** @returns with what stands before the first wildcard */
    function scan(glob: string): { readonly base: string };
  }
  export default picomatch;
}
