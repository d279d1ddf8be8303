/** The parts of what the page shows. */
export type Section = 'calls' | 'people' | 'access' | 'audit' | 'faults';

/** Tells who listens which part has changed. */
export class Changes {
  private readonly listeners = new Set<(section: Section, key?: string) => void>();

  /** @param key which one of a list it was */
  tell(section: Section, key?: string): void {
    for (const listener of this.listeners) {
      listener(section, key);
    }
  }

  /** @returns ends it */
  listen(listener: (section: Section, key?: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
