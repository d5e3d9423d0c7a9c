/** Edits of one text, which wait for each other. Own code: p-limit is longer than what is used of it here. */
export class EditQueue {
  private last: Promise<unknown> = Promise.resolve();
  private isBusy = false;

  /** An edit is being made. */
  get isEditing(): boolean {
    return this.isBusy;
  }

  /** Makes the edit when those before it have been made. Whether it was made. */
  add(edit: () => Promise<boolean>): Promise<boolean> {
    const result = this.last.then(async () => {
      this.isBusy = true;
      try {
        return await edit();
      } finally {
        this.isBusy = false;
      }
    });
    this.last = result.catch(() => {});
    return result;
  }
}
