/** What end-to-end tests share with the command's own: a host of theirs, and the readers of what comes from outside. */
export { AgentClient } from '../agent/client.ts';
export { endpointOf, prepareEndpoint } from '../agent/endpoint.ts';
export { parseReply, parseRequest } from '../agent/messages.ts';
export { draftOf } from '../commands/draft-source.ts';
export { prepareProfile, selectProfile } from '../profile/profile.ts';
export { readSettings } from '../profile/settings.ts';
export type { TestHost } from './test-host.ts';
export { testHost } from './test-host.ts';
