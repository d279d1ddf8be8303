import type { RunningService } from './service';

const EVERY_MS = 1000;

/**
 * Lets the services write what has changed each second, so that a process that is killed loses no more.
 *
 * @returns what ends it, when they have written the rest
 */
export function keeping(services: readonly RunningService[]): () => Promise<void> {
  let under: Promise<unknown> = Promise.resolve();
  const keep = () => {
    under = under.then(async () => {
      for (const service of services) {
        await service.keep?.();
      }
    });
    return under;
  };
  const timer = setInterval(() => void keep().catch(() => undefined), EVERY_MS).unref();
  return async () => {
    clearInterval(timer);
    await keep();
  };
}
