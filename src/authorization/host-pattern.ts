const HOST = /^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** Whether a text is a host in lower case, or `*.` and one, for every host below it. */
export function isHost(text: string): boolean {
  return HOST.test(text);
}
