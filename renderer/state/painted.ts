/** A window that is not seen draws nothing: it is not waited for longer than this, ms. */
const patienceMs = 100;

/** Resolves when what is in the page by now has been drawn. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, patienceMs);
    requestAnimationFrame(() => {
      // A message comes after the frame that this call is a part of.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        clearTimeout(late);
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    });
  });
}
