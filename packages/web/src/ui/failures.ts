import type { Failure } from "../data/port.ts";

/** What an error means to the person in front of the screen, and what to do about it. */
interface Explanation {
  readonly title: string;
  readonly advice: string;
  readonly retry: boolean;
}

const BY_CODE: Readonly<Record<string, Explanation>> = {
  "source.unreadable": {
    title: "The server cannot be reached",
    advice: "Check the network and that the server runs, then try again.",
    retry: true,
  },
  "path.not_found": {
    title: "There is nothing here any more",
    advice: "It was moved, renamed or removed.",
    retry: true,
  },
  "root.unknown": { title: "There is no such root", advice: "Choose one from the list of files.", retry: false },
  "account.bad_credentials": {
    title: "That did not match",
    advice: "Check the address and the password; both must be right.",
    retry: false,
  },
  "account.throttled": {
    title: "Too many attempts",
    advice: "Wait a minute before you try again.",
    retry: false,
  },
  "account.exists": {
    title: "There is such an account already",
    advice: "Sign in, or ask for a new password.",
    retry: false,
  },
  "account.invalid_email": { title: "This is no e-mail address", advice: "Check how it is written.", retry: false },
  "account.invalid_password": {
    title: "This password is not accepted",
    advice: "Take one of at least 8 characters that is not your address.",
    retry: false,
  },
  "account.limit_reached": {
    title: "This server has no room for more accounts",
    advice: "Ask the person who runs it.",
    retry: false,
  },
  "account.bad_token": {
    title: "This link is no longer good",
    advice: "Links work once and for an hour: ask for a new one.",
    retry: false,
  },
  "request.forbidden": {
    title: "You may not do this",
    advice: "Ask the person who runs this server for the right to write here.",
    retry: false,
  },
  "request.unauthenticated": {
    title: "You are not signed in",
    advice: "Sign in, then try again.",
    retry: true,
  },
  "storage.full": {
    title: "There is no space left on the server",
    advice: "Delete what is not needed, or ask the person who runs this server.",
    retry: true,
  },
  "quota.exceeded": {
    title: "The quota is used up",
    advice: "Delete what is not needed, or ask the person who runs this server for more.",
    retry: true,
  },
  "storage.read_only": {
    title: "This server's storage is read-only",
    advice: "Ask the person who runs this server.",
    retry: true,
  },
  "request.too_large": {
    title: "This is larger than the server takes",
    advice: "Send it in parts, or ask the person who runs this server for a higher limit.",
    retry: false,
  },
  "path.invalid": {
    title: "This path cannot be",
    advice: "Paths are @root/folder/name, without “..”.",
    retry: false,
  },
  "root.forbidden": {
    title: "This root is not open to you",
    advice: "Ask the person who runs this server for access.",
    retry: true,
  },
  "blosc2.malformed": {
    title: "This file is damaged",
    advice:
      "Its headers contradict each other. Upload it again, or restore it from a copy. The file itself can be downloaded.",
    retry: true,
  },
  "blosc2.corrupt": {
    title: "A part of this file is damaged",
    advice: "Its compressed data does not decode. Other slices may still open.",
    retry: true,
  },
  "blosc2.unsupported": {
    title: "This file needs a decoder that is missing here",
    advice: "Download it and open it with python-blosc2 and the plug-in it was written with.",
    retry: false,
  },
  "source.short_read": {
    title: "This file ends too early",
    advice: "It may still be being written, or an upload broke off. Try again, or upload it once more.",
    retry: true,
  },
  "source.changed": {
    title: "The file changed while it was read",
    advice: "Try again to see the new version.",
    retry: true,
  },
  "server.busy": { title: "The server is busy", advice: "Wait a moment, then try again.", retry: true },
  "limit.exceeded": {
    title: "This is too large to open at once",
    advice: "Look at a smaller part of it, or download the file.",
    retry: false,
  },
  "dtype.invalid": {
    title: "This data type is not known here",
    advice: "The file can be downloaded and opened with python-blosc2.",
    retry: false,
  },
  "request.cancelled": { title: "Cancelled", advice: "Nothing was loaded.", retry: true },
};

const OTHER: Explanation = {
  title: "This could not be opened",
  advice: "Try again; if it stays, report the details below.",
  retry: true,
};

export function explain(failure: Failure): Explanation {
  return BY_CODE[failure.code] ?? OTHER;
}
