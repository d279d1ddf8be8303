// A Date that goes wrong by as many milliseconds as the file says that CHAOS_CLOCK names.
import { readFileSync } from 'node:fs';

const LOOK_MILLIS = 50;
const RealDate = globalThis.Date;
let lookedAt = -Infinity;
let wrongBy = 0;

function now() {
  const real = RealDate.now();
  if (real - lookedAt > LOOK_MILLIS) {
    lookedAt = real;
    wrongBy = Number(readFileSync(process.env.CHAOS_CLOCK, 'utf8'));
  }
  return real + wrongBy;
}

globalThis.Date = class Date extends RealDate {
  static now = now;

  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
};
