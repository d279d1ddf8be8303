/** What people do not see, or see at another place, and models read: control characters, other directions, letters without width, tags, selectors. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** In the escapes of JSON, where somebody is to read what a stranger wrote: in a file, or on a terminal. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => character.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''));
}
