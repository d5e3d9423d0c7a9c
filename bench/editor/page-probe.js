/**
 * Runs in the workbench's page: notes when keys go down, and when what the editor shows has changed.
 * Times are those of the machine's clock; a change counts when its frame has been drawn.
 */
(() => {
  const notes = { keys: [], frames: [] };
  const at = (time) => performance.timeOrigin + time;
  addEventListener(
    "keydown",
    ({ key, timeStamp }) => notes.keys.push({ key, at: at(timeStamp) }),
    true,
  );

  const lines = document.querySelector(".editor-instance .monaco-editor .view-lines");
  const letters = (text) => text.replace(/\s/g, "").length;
  const drawn = new MessageChannel();
  let waiting;
  drawn.port1.onmessage = () => {
    notes.frames.push({ ...waiting, at: at(performance.now()) });
    waiting = undefined;
  };
  new MutationObserver(() => {
    const first = [...lines.children].find(({ style }) => style.top === "0px");
    const shown = {
      letters: letters(lines.textContent),
      inFirstLine: letters(first?.textContent ?? ""),
    };
    if (!waiting) drawn.port2.postMessage(undefined);
    waiting = shown;
  }).observe(lines, { subtree: true, childList: true, characterData: true });

  window.takeNotes = () => {
    const taken = { keys: notes.keys.splice(0), frames: notes.frames.splice(0) };
    return taken;
  };
})();
