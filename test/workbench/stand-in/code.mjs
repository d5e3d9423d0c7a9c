#!/usr/bin/env node
// An executable cannot ask for a loader on its first line in a portable way, so this one brings it.
import { register } from "tsx/esm/api";

register();
await import("./stand-in.ts");
