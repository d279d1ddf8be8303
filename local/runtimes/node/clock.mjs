// A Date that stands still. Timers, performance.now() and other processes go on.
const RealDate = globalThis.Date;
let frozenAt;

class FrozenDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(frozenAt);
    else super(...args);
  }

  static now() {
    return frozenAt;
  }
}
// Called without `new`, Date tells the time as a text.
const callable = new Proxy(FrozenDate, { apply: () => new RealDate(frozenAt).toString() });
Object.defineProperty(FrozenDate, 'name', { value: 'Date' });
FrozenDate.prototype.constructor = callable;

/** @param milliseconds of the epoch; undefined lets the time go on */
export function setFrozenTime(milliseconds) {
  frozenAt = milliseconds;
  globalThis.Date = milliseconds === undefined ? RealDate : callable;
}

/** The milliseconds of the epoch at which the time stands still. */
export function frozenTime() {
  return frozenAt;
}
