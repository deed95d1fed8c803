/** Values that somebody edits: what was saved, what is in the fields, and how saving ended. */
export class Draft<Values extends object> {
  values = $state() as Values;
  isSaving = $state(false);
  isSaved = $state(false);
  problem = $state.raw<unknown>(null);
  #saved = $state.raw() as Values;

  constructor(first: Values) {
    this.#saved = first;
    this.values = { ...first };
  }

  readonly changed: Partial<Values> = $derived.by(() => {
    const differs = Object.entries(this.values).filter(([name, value]) => value !== this.#saved[name as keyof Values]);
    return Object.fromEntries(differs) as Partial<Values>;
  });
  readonly hasChanged = $derived(Object.keys(this.changed).length > 0);

  /** Saves by `send`, which is given what has changed, and returns the values as they are now. */
  async save(send: (changed: Partial<Values>) => Promise<Values>): Promise<boolean> {
    this.isSaving = true;
    this.isSaved = false;
    this.problem = null;
    try {
      this.#saved = await send(this.changed);
      this.values = { ...this.#saved };
      this.isSaved = true;
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.isSaving = false;
    }
    return this.isSaved;
  }

  /** Back to what was saved. */
  reset(): void {
    this.values = { ...this.#saved };
    this.problem = null;
  }
}
