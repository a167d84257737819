import { CatervaError } from "@caterva2/ndarray";

/** The paths of the API; `{path}` stands for `@root/dir/name`, each part percent-encoded. */
export const API_PATHS = {
  roots: "/api/roots",
  list: "/api/list/{path}",
  folder: "/api/folder/{path}",
  info: "/api/info/{path}",
  fetch: "/api/fetch/{path}",
  chunk: "/api/chunk/{path}",
  download: "/api/download/{path}",
  archive: "/api/archive/{path}",
  preview: "/api/preview/{path}",
  events: "/api/events/{path}",
  upload: "/api/upload/{path}",
  loadFromUrl: "/api/load_from_url/{path}",
  append: "/api/append/{path}",
  publish: "/api/publish/{path}",
  move: "/api/move/",
  copy: "/api/copy/",
  remove: "/api/remove/{path}",
  makedir: "/api/makedir/{path}",
  unfold: "/api/unfold/{path}",
  addnotebook: "/api/addnotebook/{path}",
  lazyexpr: "/api/lazyexpr/",
  uploadLazyarr: "/api/upload_lazyarr/{path}",
  previewExpression: "/api/preview_expression/",
  session: "/api/session",
  jupyterContents: "/static/jupyterlite/api/contents/{path}",
  jupyterFile: "/static/jupyterlite/files/{path}",
} as const;

export type ApiPathName = keyof typeof API_PATHS;

/** How the calls about accounts are made. */
export const ACCOUNT_CALLS = {
  signIn: { method: "POST", path: "/auth/jwt/login" },
  signOut: { method: "POST", path: "/auth/jwt/logout" },
  signOutEverywhere: { method: "POST", path: "/auth/sign-out-everywhere" },
  register: { method: "POST", path: "/auth/register" },
  forgotPassword: { method: "POST", path: "/auth/forgot-password" },
  resetPage: { method: "GET", path: "/auth/reset-password" },
  resetPassword: { method: "POST", path: "/auth/reset-password" },
  changePassword: { method: "POST", path: "/auth/change-password" },
  me: { method: "GET", path: "/auth/me" },
  listTokens: { method: "GET", path: "/auth/tokens" },
  createToken: { method: "POST", path: "/auth/tokens" },
  revokeToken: { method: "DELETE", path: "/auth/tokens/{id}" },
  addUser: { method: "POST", path: "/api/adduser/" },
  removeUser: { method: "GET", path: "/api/deluser/{username}" },
  listUsers: { method: "GET", path: "/api/listusers/" },
  users: { method: "GET", path: "/api/users" },
  changeUser: { method: "PATCH", path: "/api/users/{id}" },
  deleteUser: { method: "DELETE", path: "/api/users/{id}" },
  audit: { method: "GET", path: "/api/audit" },
} as const;

export type AccountCallName = keyof typeof ACCOUNT_CALLS;

/** The URL path of a call, with its query; undefined values are left out. */
export function apiUrl(
  name: ApiPathName,
  path = "",
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const url = API_PATHS[name].replace("{path}", () => encodeDatasetPath(path));
  const pairs = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return pairs.length === 0 ? url : `${url}?${new URLSearchParams(pairs)}`;
}

/** `@root/dir/name` as part of a URL. */
export function encodeDatasetPath(path: string): string {
  return path
    .split("/")
    .map((part) => encodeURIComponent(part).replace(/^%40/, "@"))
    .join("/");
}

/**
 * `@root/dir/name` from the raw path of a URL, decoded once: what is encoded twice stays a name. An
 * encoded slash separates like a plain one. One trailing slash is dropped.
 *
 * @throws path.invalid for malformed percent encoding, NUL, an empty path, and `..` in any spelling
 */
export function decodeDatasetPath(raw: string): string {
  let path: string;
  try {
    path = decodeURIComponent(raw);
  } catch {
    throw new CatervaError("path.invalid", "The path is not valid percent-encoded UTF-8.");
  }
  if (path.includes("\0")) throw new CatervaError("path.invalid", "The path holds a NUL character.");
  if (path.split("/").includes("..")) throw new CatervaError("path.invalid", "The path must not contain '..'.");
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  if (trimmed === "") throw new CatervaError("path.invalid", "The path is empty.");
  return trimmed;
}
