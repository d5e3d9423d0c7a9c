let listening = false;

/**
 * Turns the signals that end a program into an ordinary exit, at which whoever holds a process or a
 * folder lets go of it.
 */
export function exitOnSignals(): void {
  if (listening) return;
  listening = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(1));
  }
}
