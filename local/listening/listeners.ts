import { Listener, type ListenerOptions } from './listener';
import { assignPorts } from './ports';
import { Faults } from '../dev/page/faults';
import type { Kept } from '../services/service/kept';

const KEPT_NAME = 'ports';

/** The ports of all APIs that are served: one each, in a row. */
export class Listeners {
  readonly faults = new Faults();
  private readonly open = new Map<number, Listener>();
  /** Those of the ports, as long as they stay the same: each call looks among them. */
  private listed?: readonly Listener[];
  private assigned: ReadonlyMap<string, number>;

  /** @param first of the ports; 0 for any free ones @param kept where each API finds its port again */
  constructor(private readonly first: number, private readonly options: ListenerOptions, private readonly kept?: Kept) {
    this.assigned = new Map(Object.entries((kept?.read(KEPT_NAME) ?? {}) as { readonly [id: string]: number }));
  }

  all(): readonly Listener[] {
    return this.listed ??= [...this.open.values()];
  }

  /**
   * Has a port for each API.
   *
   * @param ids of the APIs
   * @returns those ports, in the order of the ids; what closes the ports that were opened for this, and what closes those of APIs that are gone
   * @throws LocalError PortTaken
   */
  async prepare(ids: readonly string[]): Promise<{ readonly listeners: readonly Listener[]; discard(): void; adopt(): void }> {
    const assigned = assignPorts(this.assigned, ids);
    const opened: number[] = [];
    const discard = () => opened.forEach((offset) => this.close(offset));
    try {
      for (const offset of assigned.values()) {
        if (!this.open.has(offset)) {
          this.open.set(offset, await Listener.open(this.first === 0 ? 0 : this.first + offset, this.faults, this.options));
          this.listed = undefined;
          opened.push(offset);
        }
      }
    } catch (error) {
      discard();
      throw error;
    }
    return {
      listeners: ids.map((id) => this.open.get(assigned.get(id)!)!),
      discard,
      adopt: () => {
        const used = new Set(assigned.values());
        [...this.open.keys()].filter((offset) => !used.has(offset)).forEach((offset) => this.close(offset));
        this.assigned = assigned;
        this.kept?.write(KEPT_NAME, Object.fromEntries(assigned));
      },
    };
  }

  closeAll(): void {
    [...this.open.keys()].forEach((offset) => this.close(offset));
  }

  private close(offset: number): void {
    this.open.get(offset)?.close();
    this.open.delete(offset);
    this.listed = undefined;
  }
}
