const ERRORS: Readonly<Record<string, readonly [errno: number, text: string]>> = {
  EBADF: [-9, "bad file descriptor"],
  EDQUOT: [-122, "disk quota exceeded"],
  EEXIST: [-17, "file already exists"],
  EFBIG: [-27, "file too large"],
  EINVAL: [-22, "invalid argument"],
  EIO: [-5, "i/o error"],
  EISDIR: [-21, "illegal operation on a directory"],
  ENAMETOOLONG: [-36, "name too long"],
  ENOENT: [-2, "no such file or directory"],
  ENOSPC: [-28, "no space left on device"],
  ENOTDIR: [-20, "not a directory"],
  ENOTEMPTY: [-39, "directory not empty"],
  EXDEV: [-18, "cross-device link not permitted"],
};

/** Why an operation cannot be done, before it is known which call it was. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/**
 * What the simulated disk fails with: code, errno, syscall and message as Node gives them on Linux.
 */
export class SystemError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly syscall: string;
  readonly path?: string;
  readonly dest?: string;

  constructor(code: string, syscall: string, path?: string, dest?: string) {
    const [errno, text] = ERRORS[code] ?? [-5, "i/o error"];
    const source = path === undefined ? "" : ` '${path}'`;
    const target = dest === undefined ? "" : ` -> '${dest}'`;
    super(`${code}: ${text}, ${syscall}${source}${target}`);
    this.code = code;
    this.errno = errno;
    this.syscall = syscall;
    if (path !== undefined) this.path = path;
    if (dest !== undefined) this.dest = dest;
  }
}
