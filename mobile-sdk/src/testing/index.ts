// The acts behind the client, each by itself: to be measured, and to be held against openpgp.js on the same bytes.
export { exportSecretKey } from '../crypto/openpgp.ts';
export { Directory } from '../features/directory/directory.ts';
export { sealNew } from '../features/elements/creation.ts';
export { verifyView } from '../features/elements/chain-verification.ts';
export { openContent } from '../features/elements/content-opening.ts';
export { Session } from '../session/session.ts';
export type { UnlockedSession } from '../session/unlocked-session.ts';
export { AccountServer } from './account-server.ts';
export { fastKdf } from './fast-kdf.ts';
export type { FixedClock } from './fixed-clock.ts';
export { fixedClock } from './fixed-clock.ts';
export type { MemoryStore } from './memory-store.ts';
export { memoryStore } from './memory-store.ts';
export { testPorts } from './ports.ts';
export type { RecordingHttp, RecordingKdf, RecordingRandom } from './recording.ts';
export { mutatingHttp, recordingHttp, recordingKdf, recordingRandom } from './recording.ts';
