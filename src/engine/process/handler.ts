/** What does a request, and what it needs: nothing, its turn, or a model in memory. */
import type { Loading } from "../api/loading-options.js";
import type {
  EngineOptions,
  Progress,
  Request,
  RequestKind,
  RequestOf,
  ResultOf,
  WrittenCase,
} from "../api/protocol.js";
import type { AtServer } from "./servers.js";
import type { Session } from "./session.js";

/** What every request is done with. */
export interface Work {
  options: EngineOptions;
  loading: Loading;
  report: (progress: Progress) => void;
  /** The next piece of a text of many. */
  onText: (index: number, text: string) => void;
  /** A text of many is finished. */
  onWritten: (index: number, written: WrittenCase) => void;
  signal: AbortSignal;
}

/** What is in the engine's memory, for a request that has its turn. */
export interface Memory {
  readonly session: Session | undefined;
  /**
   * A file's model with its vectors, loaded if it is not there; another one goes.
   * @throws RequestFailure also for a model of a server
   */
  open(model: string): Promise<Session>;
}

/** How a request is done on this machine. */
export interface Here<K extends RequestKind> {
  /** Whatever the model is doing; else after all that was asked before. */
  atOnce: boolean;
  run(request: RequestOf<K>, work: Work, memory: Memory): Promise<ResultOf<K>>;
}

export type OnServer<K extends RequestKind> = (
  request: RequestOf<K>,
  server: AtServer,
  work: Work,
) => Promise<ResultOf<K>>;

export interface Handler<K extends RequestKind> {
  here: Here<K>;
  /** Where the model that it names is a server's. */
  onServer?: OnServer<K>;
}

/** One for every kind; those that name a model also say what they do where it is a server's. */
export type Handlers = {
  readonly [K in RequestKind]: Handler<K> &
    (RequestOf<K> extends { model: string } ? { onServer: OnServer<K> } : unknown);
};

type ModelKind = Extract<Request, { model: string }>["kind"];

/** Needs nothing. */
export function atOnce<K extends RequestKind>(
  run: (request: RequestOf<K>, work: Work) => ResultOf<K> | Promise<ResultOf<K>>,
): Here<K> {
  return { atOnce: true, run: async (request, work) => run(request, work) };
}

/** Needs that nothing else is done with models and their vectors meanwhile. */
export function inTurn<K extends RequestKind>(run: Here<K>["run"]): Here<K> {
  return { atOnce: false, run };
}

/** Needs the model that it names in memory, with its vectors. */
export function withModel<K extends ModelKind>(
  run: (request: RequestOf<K>, session: Session, work: Work) => Promise<ResultOf<K>>,
): Here<K> {
  return inTurn(async (request, work, memory) =>
    run(request, await memory.open(request.model), work),
  );
}
