/** Models to begin with. */

export interface RecommendedModel {
  name: string;
  source: string;
}

export const recommendedModels: readonly RecommendedModel[] = [];
