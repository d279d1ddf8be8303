/** Whether a body is a form, as the library sees it: media types are case-insensitive (RFC 9110, section 8.3.1). */
export function isForm(contentType = ''): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType);
}
