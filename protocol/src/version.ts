/** The release, in every client header and in `/v1/instance`. */
export const RELEASE = '0.1.0';

/** The wire protocol spoken by this code. Raised when a wire schema or statement changes its meaning. */
export const PROTOCOL = 1;

/** The oldest wire protocol that the server still answers. */
export const OLDEST_PROTOCOL = 1;

/** Request headers that say who calls; no trust rests on them. */
export const CLIENT_HEADER = 'sealchart-client';
export const PROTOCOL_HEADER = 'sealchart-protocol';
export const IDEMPOTENCY_HEADER = 'idempotency-key';
