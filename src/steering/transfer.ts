/** Whether another model's vectors are worth using: decided by what they did on validation texts. */

/** Where a model's vectors come from: itself, another model as they are, or through a linear map. */
export type VectorSource = "own" | "as-is" | "mapped";

/** How one validation text came out. */
interface Trial {
  held: boolean;
  degenerate: boolean;
}

/** What costs least and promises least comes first, and wins ties. */
const SIMPLEST_FIRST: readonly VectorSource[] = ["own", "as-is", "mapped"];

/**
 * The source whose vectors made the constraint hold in the most sound texts, as a share of its
 * trials. A map is kept only when it beats both alternatives, another model's vectors only when they
 * beat the model's own. Undefined when nothing was tried.
 */
export function bestSource(
  trials: Partial<Record<VectorSource, readonly Trial[]>>,
): VectorSource | undefined {
  const tried = SIMPLEST_FIRST.filter((source) => (trials[source]?.length ?? 0) > 0);
  const share = (source: VectorSource) => {
    const all = trials[source] ?? [];
    return all.filter(({ held, degenerate }) => held && !degenerate).length / all.length;
  };
  return tried.reduce<VectorSource | undefined>(
    (best, source) => (best === undefined || share(source) > share(best) ? source : best),
    undefined,
  );
}
