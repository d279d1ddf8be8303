import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { ConnectorError, isConnectorError } from './failure';
import { hostOf, isLoopbackHost } from './target';
import { isGloballyRoutable } from '../../platform/network/address';
import { isLoopback, isPrivate } from '../../platform/network/private-address';

/** Every address of a host. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

/** Whether an address may be dialled for a URL. Only a URL that names this machine leads to it: in Lambda its runtime listens there. */
export function mayDial(address: string, url: URL, privateNetwork: boolean): boolean {
  return isGloballyRoutable(address) || (privateNetwork && (isPrivate(address) || (isLoopbackHost(url) && isLoopback(address))));
}

/**
 * A look-up for one URL. What it checks is what is dialled: there is no second look-up.
 *
 * @throws ConnectorError where the URL names an address that may not be dialled: for an address nothing is looked up
 */
export function checkedLookup(url: URL, privateNetwork: boolean, resolve: Resolve): LookupFunction {
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayDial(host, url, privateNetwork)) {
    throw new ConnectorError('address', `${host} may not be dialled`);
  }
  return (_host, { all }, done) => {
    resolve(host).then(
      (addresses) => {
        // One is enough: whoever owns the name chooses which one is dialled.
        const refused = addresses.find(({ address }) => !mayDial(address, url, privateNetwork));
        if (addresses.length === 0 || refused !== undefined) {
          throw refused === undefined ? new ConnectorError('unresolved', 'no address') : new ConnectorError('address', `${refused.address} may not be dialled`);
        }
        if (all) {
          done(null, [...addresses]);
        } else {
          done(null, addresses[0].address, addresses[0].family);
        }
      },
    ).catch((error: NodeJS.ErrnoException) => {
      done(isConnectorError(error) ? error : new ConnectorError('unresolved', error.code ?? error.name, { cause: error }), []);
    });
  };
}
