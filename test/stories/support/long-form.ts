/**
 * Whether the long form of the tests runs: `npm run test:long`. What is registered in it alone has a test of the same kind in the short
 * form, or proves with the command what the short form proves below it.
 */
export const IS_LONG = process.env['SEALCHART_LONG'] === '1';
