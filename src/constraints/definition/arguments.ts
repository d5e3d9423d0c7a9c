/** Argument types that several constraints share. */
import * as z from "zod";

/** For constraints that take none. Strict, so that a misspelt or stray argument is named. */
export const noArguments = z.strictObject({});

/** A word or phrase of at most 200 characters with something in it. */
export const phrase = z.string().trim().min(1).max(200);
