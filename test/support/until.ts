/** For what sends no event, such as another process's end: looks again until it is so. */
export function until(isSo: () => boolean, timeoutMs = 10_000): Promise<void> {
  const giveUp = Date.now() + timeoutMs;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (isSo()) resolve();
      else if (Date.now() > giveUp) reject(new Error(`Still not so after ${timeoutMs} ms.`));
      else setTimeout(look, 10);
    };
    look();
  });
}
