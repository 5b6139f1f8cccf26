/** What end-to-end tests share with the server's own: nothing of the server itself. */
export { printFigure } from './figures.ts';
export type { TestCertificate } from './test-certificate.ts';
/** The server's clock, to be set where a story lets days pass. */
export { Clock } from '../platform/clock.ts';
export { makeTestCertificate } from './test-certificate.ts';
