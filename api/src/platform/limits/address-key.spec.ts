import { describe, expect, it } from '@jest/globals';
import { addressKey, neighbourhoodOf } from './address-key.ts';

describe('whom an address counts for', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::5', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s counts for %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe('the neighbourhood of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.7', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:0db8:0001:ffff::9', '2001:db8:1::/48'],
    ['::1', '0:0:0::/48'],
  ])('%s lies in %s', (address, neighbourhood) => {
    expect(neighbourhoodOf(address)).toBe(neighbourhood);
  });

  it('is another one next door', () => {
    expect(neighbourhoodOf('203.0.112.7')).not.toBe(neighbourhoodOf('203.0.113.7'));
    expect(neighbourhoodOf('2001:db8:2::1')).not.toBe(neighbourhoodOf('2001:db8:1::1'));
  });
});
