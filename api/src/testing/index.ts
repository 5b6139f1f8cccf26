/** What end-to-end tests share with the server's own: nothing of the server itself. */
export { printFigure } from './figures.ts';
export type { TestCertificate } from './test-certificate.ts';
/** The server's clock, to be set where a story lets days pass. */
export { Clock } from '../platform/clock.ts';
export { hashQuickly } from './quick-hashes.ts';
export { makeTestCertificate } from './test-certificate.ts';
/** Every route with a request that fits it, and the people and elements that such requests are about. */
export type { Row } from './authorisation-table.ts';
export { AUTHORISATION } from './authorisation-table.ts';
export { AuthorisationWorld, TARGETS } from './authorisation-world.ts';
export type { TestRequest, TestServer } from './test-server.ts';
export { startTestServer } from './test-server.ts';
