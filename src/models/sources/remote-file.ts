/** One file on a server, as it is known before it is downloaded. */
export interface RemoteFile {
  url: URL;
  /** Of the model on the hub; absent on another server. */
  page?: string;
  /** Folders and name below the folder of the models, all of them safe names. */
  path: readonly string[];
  bytes: number;
  /** SHA-256 of its content in hexadecimal digits, where the server tells it. */
  sha256?: string;
  /** The same by SHA-512, of what is known beforehand and not from the server. */
  sha512?: string;
  /** Its first characters; absent of a model. */
  signature?: string;
  /** Changes with the content; without one, what has arrived cannot be continued. */
  version?: string;
  /** Sent with a request for the rest, so that another content comes whole (RFC 9110, If-Range). */
  ifRange?: string;
}
