declare module 'picomatch' {
  export default function picomatch(globs: string[], options?: { dot?: boolean }): (path: string) => boolean;
}
