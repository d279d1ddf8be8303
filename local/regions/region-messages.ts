import type { ServedApi } from '../cloud-assembly/served-api';

/** What a Region's process is told, once. */
export interface RegionStart {
  /** How the lines of its functions begin. */
  readonly label: string;
  readonly verbose: boolean;
  /** The options of its gateway, but for what hears from it. */
  readonly gateway: object;
}

/** What it says. */
export type RegionNews =
  | { readonly ready: ServedApi; readonly port: number; readonly warnings: readonly string[]; readonly notes: readonly string[] }
  | { readonly failed: string; readonly code?: string }
  /** A process that runs a function, which ends with the Region. */
  | { readonly started: number };
