/** From whatever a request threw to the failure its client receives. */
import * as l10n from "@vscode/l10n";
import { ConstraintError } from "../../constraints/definition/constraint.js";
import { DownloadError } from "../../models/connection/download-error.js";
import { ModelFileError } from "../../models/gguf-file.js";
import { ModelReferenceError } from "../../models/model-reference.js";
import { isFileError } from "../../models/whole-file.js";
import { ControlVectorError } from "../../steering/control-vector.js";
import { type Failure, RequestFailure } from "../api/failure.js";
import { SteeringUnavailableError } from "../hook/native-addon.js";

/** What a disk says that takes no more, or no more of this person. */
const FULL = ["ENOSPC", "EDQUOT", "EFBIG"];

export function failureOf(error: unknown): Failure {
  if (
    error instanceof RequestFailure ||
    error instanceof ModelFileError ||
    error instanceof DownloadError
  ) {
    return { code: error.code, message: error.message };
  }
  if (error instanceof ConstraintError || error instanceof ModelReferenceError) {
    return { code: "bad-input", message: error.message };
  }
  if (error instanceof ControlVectorError || error instanceof SteeringUnavailableError) {
    return { code: "vector-unusable", message: error.message };
  }
  if (isFileError(error) && FULL.includes(error.code)) {
    return {
      code: "internal",
      message: l10n.t(
        "There is no space left on the disk to save the results ({0}); free some space and try again.",
        error.code,
      ),
    };
  }
  const reason = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: l10n.t("The engine could not do this: {0}", reason) };
}
