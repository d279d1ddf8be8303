import { describe, expect, test } from '@jest/globals';
import { isGloballyRoutable } from '../../../../lambda-src/platform/network/address';

describe('T30: addresses that are not public hosts', () => {
  test.each([
    ['this network', '0.0.0.0', '0.255.255.255'],
    ['private', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1'],
    ['carrier-grade NAT', '100.64.0.1', '100.127.255.255'],
    ['loopback', '127.0.0.1', '127.255.255.255', '::1'],
    ['link-local and metadata services', '169.254.169.254', '169.254.170.2', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
    ['protocol assignments', '192.0.0.8', '192.88.99.1', '192.31.196.1', '192.52.193.1', '192.175.48.1', '2620:4f:8000::1'],
    ['documentation', '192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
    ['benchmarking', '198.18.0.1', '198.19.255.255', '2001:2::1'],
    ['multicast', '224.0.0.1', '239.255.255.255', 'ff02::1'],
    ['reserved and broadcast', '240.0.0.1', '255.255.255.255'],
    ['unspecified', '::'],
    ['unique local', 'fc00::1', 'fd00:ec2::254'],
    ['site-local', 'fec0::1'],
    ['IPv4-mapped', '::ffff:10.0.0.1', '::ffff:a00:1', '::ffff:8.8.8.8', '0:0:0:0:0:ffff:7f00:1'],
    ['IPv4-compatible', '::127.0.0.1', '::8.8.8.8'],
    ['NAT64', '64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::a00:1'],
    ['6to4', '2002:7f00:1::', '2002:808:808::1'],
    ['Teredo', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2'],
    ['ISATAP', '2606:4700::5efe:10.0.0.1', '2606:4700::200:5efe:a00:1', '2606:4700:0:1:0:5efe:808:808'],
    ['discarded, ORCHID, segment routing', '100::1', '2001:10::1', '2001:20::1', '5f00::1'],
    ['the 6bone', '3ffe::1'],
    ['not addresses', '', 'localhost', '2130706433', '0x7f.1', '127.1', '1.2.3', '[::1]', '8.8.8.8 '],
  ])('refuses %s', (_what, ...addresses) => {
    expect(addresses.filter(isGloballyRoutable)).toEqual([]);
  });

  test('accepts public hosts, up to the edges of what is special', () => {
    const addresses = [
      '1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0', '169.253.255.255',
      '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255',
      '2606:4700:4700::1111', '2001:4860:4860::8888', '2a00:1450:4001:81b::200e', '2001:200::1', '2003::1', '2606:4700::5eff:10.0.0.1',
    ];

    expect(addresses.filter((address) => !isGloballyRoutable(address))).toEqual([]);
  });
});
