/** What is made where it is asked for, once: most of what is remembered, nobody looks at. */
export function later<T>(make: () => T): () => T {
  let toMake: (() => T) | undefined = make;
  let made: T;
  return () => {
    if (toMake !== undefined) {
      made = toMake();
      toMake = undefined;
    }
    return made;
  };
}
