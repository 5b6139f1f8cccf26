// When people say stop: Ctrl-C, a signal, a closed terminal.

/** npm hands Ctrl-C on to its child, which has got it from the terminal already: the echo is not a second wish. */
const echoMs = 500;

/**
 * Listens for requests to stop. `signal` aborts at the first; a later one calls `force`.
 * Gives { signal, requested, close }; `requested` resolves at the first request.
 */
export function listenForStop({ force, now = Date.now }) {
  const controller = new AbortController();
  let since;
  const onSignal = () => {
    if (since === undefined) {
      since = now();
      controller.abort();
    } else if (now() - since > echoMs) {
      force();
    }
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of signals) process.on(name, onSignal);
  const requested = new Promise((resolve) => controller.signal.addEventListener('abort', resolve, { once: true }));
  const close = () => {
    for (const name of signals) process.off(name, onSignal);
  };
  return { signal: controller.signal, requested, close };
}
