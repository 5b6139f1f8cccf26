import { mongo } from 'mongoose';

/** What a server of a replica set says while it stops, starts or hands over (names as in MongoDB's table of error codes). */
const CHANGING: ReadonlySet<unknown> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  64, // WriteConcernTimeout
  89, // NetworkTimeout
  91, // ShutdownInProgress
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
]);

/** Whether an error says that the database cannot be used now, so that the same request may succeed in a moment. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof mongo.MongoError)) return false;
  if (
    error instanceof mongo.MongoServerSelectionError ||
    error instanceof mongo.MongoNetworkError ||
    error instanceof mongo.MongoNotConnectedError ||
    error instanceof mongo.MongoOperationTimeoutError
  ) {
    return true;
  }
  if (error.hasErrorLabel('TransientTransactionError') || error.hasErrorLabel('RetryableWriteError') || CHANGING.has(error.code))
    return true;
  // A bulk write wraps whatever ended it, and looks like an answer of the server.
  return error instanceof mongo.MongoServerError && isDatabaseAway(error.errorResponse);
}
