import { expect, it } from '@jest/globals';
import { deviceName } from './device-name.ts';

const MOZILLA = 'Mozilla/5.0';
const KIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

it.each([
  ['Firefox, Windows', `${MOZILLA} (Windows NT 10.0; Win64; x64; rv:146.0) Gecko/20100101 Firefox/146.0`],
  ['Chrome, Linux', `${MOZILLA} (X11; Linux x86_64) ${KIT} Chrome/144.0.0.0 Safari/537.36`],
  ['Chrome, Android', `${MOZILLA} (Linux; Android 15; Pixel 9) ${KIT} Chrome/144.0.0.0 Mobile Safari/537.36`],
  ['Edge, Windows', `${MOZILLA} (Windows NT 10.0; Win64; x64) ${KIT} Chrome/144.0.0.0 Safari/537.36 Edg/144.0.0.0`],
  ['Safari, macOS', `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15`],
  ['Safari, iPhone', `${MOZILLA} (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile/15E148 Safari/604.1`],
  ['Browser', 'something else'],
])('names a session %s', (name, agent) => {
  expect(deviceName(agent)).toBe(name);
});
