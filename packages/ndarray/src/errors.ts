/**
 * The one catalogue of errors: what a code means over HTTP and as the exit status of a program.
 *
 * Codes are stable names (`area.reason`); messages may change, so nothing may match on them.
 * `status` is the HTTP status, `exit` the exit status of a command-line program.
 */
export const ERROR_CATALOGUE = {
  /** A defect of ours: the one code that no input should be able to reach. */
  "internal.unexpected": { status: 500, exit: 1 },
  /** The command line or the configuration is wrong. */
  "usage.invalid": { status: 400, exit: 2 },
  /** A request body, query or header is not of the documented form. */
  "request.invalid": { status: 400, exit: 2 },
  /** A body or query that does not validate against its schema. */
  "request.unprocessable": { status: 422, exit: 2 },
  "request.too_large": { status: 413, exit: 6 },
  "request.method_not_allowed": { status: 405, exit: 2 },
  "request.cancelled": { status: 499, exit: 1 },
  /** A write, or anything else that needs somebody signed in. */
  "request.unauthenticated": { status: 401, exit: 5 },
  /** The caller is known and may not do this. */
  "request.forbidden": { status: 403, exit: 5 },
  /** A change that another site asks for in the name of somebody who is signed in here. */
  "request.cross_site": { status: 403, exit: 5 },
  "request.timeout": { status: 408, exit: 7 },
  "request.url_too_long": { status: 414, exit: 6 },
  "request.headers_too_large": { status: 431, exit: 6 },
  /** No such call. */
  "route.unknown": { status: 404, exit: 2 },
  /** A dtype that NumPy would not accept, or that this library does not know. */
  "dtype.invalid": { status: 400, exit: 3 },
  /** A slice text that is none, or a step that is not supported. */
  "slice.invalid": { status: 400, exit: 2 },
  "index.out_of_range": { status: 400, exit: 2 },
  "field.unknown": { status: 400, exit: 2 },
  /** A text that is no expression of the language, or that asks for what its operands cannot give. */
  "expression.invalid": { status: 400, exit: 2 },
  /** An expression whose result, or a part of it, is larger than the caller allows. */
  "expression.too_large": { status: 413, exit: 6 },
  /** Bytes that should have been there are not. */
  "source.short_read": { status: 400, exit: 3 },
  /** A file that changed or vanished while it was read. */
  "source.changed": { status: 409, exit: 7 },
  "source.unreadable": { status: 503, exit: 7 },
  /** No room is left on the device; nothing was changed. */
  "storage.full": { status: 507, exit: 6 },
  /** The storage takes no writes: a read-only file system, or missing permissions. */
  "storage.read_only": { status: 503, exit: 7 },
  /** A Blosc2 frame, chunk or b2nd header that contradicts itself or the format. */
  "blosc2.malformed": { status: 400, exit: 3 },
  /** Compressed data that does not decode. */
  "blosc2.corrupt": { status: 400, exit: 3 },
  /** A codec, filter or version that is valid but not known here. */
  "blosc2.unsupported": { status: 400, exit: 3 },
  /** HDF5 metadata that contradict themselves or the format. */
  "hdf5.malformed": { status: 400, exit: 3 },
  /** A chunk of an HDF5 dataset that does not decode. */
  "hdf5.corrupt": { status: 400, exit: 3 },
  /** A valid HDF5 feature that cannot be served; the message names it. */
  "hdf5.unsupported": { status: 400, exit: 3 },
  /** Decoding would need more memory than the caller allows. */
  "limit.exceeded": { status: 400, exit: 6 },
  "root.unknown": { status: 404, exit: 4 },
  "root.forbidden": { status: 401, exit: 5 },
  "path.invalid": { status: 400, exit: 2 },
  "path.not_found": { status: 404, exit: 4 },
  /** There is something at the path already. */
  "path.taken": { status: 400, exit: 2 },
  /** The write would take more room than all users together may. */
  "quota.exceeded": { status: 400, exit: 6 },
  "chunk.out_of_range": { status: 404, exit: 4 },
  /** A chunk for an empty slot that is not empty. */
  "chunk.taken": { status: 409, exit: 2 },
  /** A chunk whose sizes are not those of the place it should go to. */
  "chunk.mismatch": { status: 400, exit: 2 },
  /** The dataset exists but is of a kind that the operation does not work on. */
  "dataset.wrong_kind": { status: 400, exit: 2 },
  "range.invalid": { status: 400, exit: 2 },
  "range.not_satisfiable": { status: 416, exit: 2 },
  "precondition.failed": { status: 412, exit: 2 },
  /** Email or password is wrong, or the user is not active: which of them is not told. */
  "account.bad_credentials": { status: 400, exit: 5 },
  "account.throttled": { status: 429, exit: 5 },
  "account.bad_token": { status: 400, exit: 5 },
  "account.invalid_email": { status: 400, exit: 2 },
  "account.invalid_password": { status: 400, exit: 2 },
  "account.exists": { status: 400, exit: 2 },
  "account.unknown": { status: 400, exit: 4 },
  "account.limit_reached": { status: 400, exit: 6 },
  "account.last_superuser": { status: 400, exit: 2 },
  /** The user database cannot be opened, read or written. */
  "account.unavailable": { status: 503, exit: 7 },
  /** A file of the web that this server does not get: its address, size or form. */
  "remote.refused": { status: 400, exit: 2 },
  "remote.unreachable": { status: 502, exit: 7 },
  "server.busy": { status: 503, exit: 7 },
  /** The address is taken, not permitted or not of this machine. */
  "server.cannot_listen": { status: 503, exit: 7 },
} as const satisfies Record<string, { status: number; exit: number }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An error with a code of the catalogue. `detail` holds facts for programs (offsets, sizes, names), never secrets or machine paths. */
export class CatervaError extends Error {
  readonly code: ErrorCode;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { detail?: Readonly<Record<string, unknown>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "CatervaError";
    this.code = code;
    this.detail = options.detail ?? {};
  }

  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }

  get exitStatus(): number {
    return ERROR_CATALOGUE[this.code].exit;
  }
}

/** The one guard: narrow an unknown to a {@link CatervaError}, optionally of one code. */
export function isCatervaError(error: unknown, code?: ErrorCode): error is CatervaError {
  return error instanceof CatervaError && (code === undefined || error.code === code);
}
