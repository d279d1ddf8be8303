import type { TokenRefusal } from '../../src/contract/audit/access-refusal';

export class Refusal extends Error {
  constructor(readonly reason: TokenRefusal) {
    super(reason);
    this.name = 'Refusal';
  }
}
