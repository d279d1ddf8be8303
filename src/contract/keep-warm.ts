/** What the schedule of `keepWarm` sends to functions: no event of API Gateway or of the MCP function has this member. */
export const KEEP_WARM_EVENT = { keepWarm: true } as const;

/** Whether there is nothing to do but to have been called. */
export function isKeepWarm(event: object): boolean {
  return (event as Partial<typeof KEEP_WARM_EVENT>).keepWarm === true;
}
