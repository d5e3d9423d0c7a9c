/** One file on a server, as it is known before it is downloaded. */
export interface RemoteFile {
  url: URL;
  /** Of the model on the hub; absent for other servers. */
  page?: string;
  /** Folders and name below the folder of the models, all of them safe names. */
  path: readonly string[];
  bytes: number;
  /** SHA-256 of its content in hexadecimal digits, if the server sends it. */
  sha256?: string;
  /** The SHA-512, for content known beforehand rather than from the server. */
  sha512?: string;
  /** Its first characters; absent for a model. */
  signature?: string;
  /** Changes with the content; without one, a download cannot be resumed. */
  version?: string;
  /**
   * Sent with a request for the rest, so that changed content is sent as a whole (RFC 9110,
   * If-Range).
   */
  ifRange?: string;
}
