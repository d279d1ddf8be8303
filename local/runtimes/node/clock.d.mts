export function setFrozenTime(milliseconds: number | undefined): void;
export function frozenTime(): number | undefined;
