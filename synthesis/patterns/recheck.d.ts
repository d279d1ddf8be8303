/** The analysis in JavaScript alone; the package's main module looks for a native program or a JVM. */
declare module 'recheck/lib/browser.js' {
  export { checkSync } from 'recheck';
}
