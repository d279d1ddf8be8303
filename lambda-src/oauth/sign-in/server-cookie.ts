/**
 * A cookie of this server. `__Host-` keeps other hosts of the domain from setting it, but requires the path `/`, which is shared with others under a
 * stage.
 */
export class ServerCookie {
  private readonly prefix: string;
  private readonly path: string;
  private readonly secure: boolean;

  /**
   * @param issuer of this server
   * @param path below it, which alone gets the cookie where the server shares its host
   */
  constructor(issuer: string, path: string) {
    const { protocol, pathname } = new URL(issuer);
    const basePath = pathname.replace(/\/$/, '');
    this.secure = protocol === 'https:';
    this.prefix = !this.secure ? '' : basePath === '' ? '__Host-' : '__Secure-';
    this.path = this.prefix === '__Host-' ? '/' : `${basePath}${path}`;
  }

  name(name: string): string {
    return `${this.prefix}${name}`;
  }

  /** Lax, because people return from another site. @param maxAge seconds */
  serialized(name: string, value: string, maxAge: number): string {
    return `${name}=${value}; Path=${this.path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${this.secure ? '; Secure' : ''}`;
  }
}
