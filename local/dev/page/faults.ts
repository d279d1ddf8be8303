import { Changes } from './changes';

export const FAULT_KINDS = ['slow', 'failing', 'throttled'] as const;
export type FaultKind = typeof FAULT_KINDS[number];
export const FAULT_TARGETS = ['function', 'table'] as const;
export type FaultTarget = typeof FAULT_TARGETS[number];

export interface Fault {
  readonly target: FaultTarget;
  /** The name of the function or the table. */
  readonly name: string;
  readonly kind: FaultKind;
  /** How long whoever calls a slow one waits, besides. */
  readonly milliseconds: number;
}

/** What is made to go wrong, until it is mended. */
export class Faults {
  readonly changes = new Changes();
  private readonly faults = new Map<string, Fault>();

  all(): readonly Fault[] {
    return [...this.faults.values()];
  }

  /** Whether nothing is made to go wrong. */
  get isEmpty(): boolean {
    return this.faults.size === 0;
  }

  of(target: FaultTarget, name: string): Fault | undefined {
    return this.faults.get(`${target} ${name}`);
  }

  inject(fault: Fault): void {
    this.faults.set(`${fault.target} ${fault.name}`, fault);
    this.changes.tell('faults');
  }

  mend(target: FaultTarget, name: string): void {
    this.faults.delete(`${target} ${name}`);
    this.changes.tell('faults');
  }
}
