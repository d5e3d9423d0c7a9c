/** Bounds of requests that hold for every model. */

/** Most tokens that a model is given at once, answer included, however long a context it was trained on. */
export const MAX_CONTEXT = 8192;

/** How many seeds there are, from 0 on; the number that follows them is llama.cpp's for a random one. */
export const SEEDS = 2 ** 32 - 1;
