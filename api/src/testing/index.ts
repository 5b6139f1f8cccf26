/** What end-to-end tests share with the server's own: nothing of the server itself. */
export { printFigure } from './figures.ts';
export type { TestCertificate } from './test-certificate.ts';
export { makeTestCertificate } from './test-certificate.ts';
