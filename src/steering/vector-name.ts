/** How a constraint's vector is named in files and calibrations. */

/** The constraint's id and what its phrasings depend on: `startend:end_checker,end_phrase=The end`. */
export function vectorName(id: string, args: Record<string, unknown>): string {
  const suffix = Object.entries(args)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  return suffix ? `${id},${suffix}` : id;
}
