/** A model and its vectors while they are in memory. */
import { isDeepStrictEqual } from "node:util";
import { removeAbandoned } from "../../models/whole-file.js";
import type { Loading } from "../api/loading-options.js";
import type { EngineOptions, Progress } from "../api/protocol.js";
import { LoadedModel } from "../loading/loaded-model.js";
import { ownSetFolder, VectorStore } from "../vectors/vector-store.js";

export class Session {
  private constructor(
    readonly loaded: LoadedModel,
    private opened: VectorStore,
    private readonly loading: Loading,
    private readonly options: EngineOptions,
  ) {}

  /** @throws ModelFileError, RequestFailure when the file cannot be loaded */
  static async open(
    path: string,
    loading: Loading,
    options: EngineOptions,
    report: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Session> {
    const { packageRoot, cacheDirectory } = options;
    const loaded = await LoadedModel.load(path, report, signal, cacheDirectory, loading);
    const store = await VectorStore.open(loaded.file, packageRoot, cacheDirectory);
    await removeAbandoned(ownSetFolder(loaded.file, cacheDirectory));
    return new Session(loaded, store, loading, options);
  }

  get store(): VectorStore {
    return this.opened;
  }

  /** Whether it is what would be opened now: a change of how it is to be loaded loads it anew. */
  isOf(path: string, loading: Loading): boolean {
    return this.loaded.file.path === path && isDeepStrictEqual(this.loading, loading);
  }

  /** Goes on with the vectors that are on the disk now. */
  async reopenVectors(): Promise<void> {
    const { packageRoot, cacheDirectory } = this.options;
    this.opened = await VectorStore.open(this.loaded.file, packageRoot, cacheDirectory);
  }

  dispose(): Promise<void> {
    return this.loaded.dispose();
  }
}
