/**
 * Longer than anything takes on a busy machine, and shorter than a test's timeout, so that the
 * failure says what did not happen.
 */
const PATIENCE_MS = 120_000;

/** For things that send no event, such as another process's end: checks again until true. */
export function until(isSo: () => boolean, timeoutMs = PATIENCE_MS): Promise<void> {
  const giveUp = Date.now() + timeoutMs;
  return new Promise((resolve, reject) => {
    const look = () => {
      try {
        if (isSo()) resolve();
        else if (Date.now() > giveUp) {
          reject(new Error(`Still not so after ${timeoutMs} ms: ${isSo}`));
        } else setTimeout(look, 10);
      } catch (error) {
        reject(error);
      }
    };
    look();
  });
}
