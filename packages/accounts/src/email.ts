import { CatervaError } from "@caterva2/ndarray";

/** RFC 5321, 4.5.3.1: of the local part, of a label and of the whole. */
const MAX_LOCAL = 64;
const MAX_EMAIL = 254;

/** RFC 5322 atoms, and letters of other scripts (RFC 6531). No quoted local parts: nobody has one. */
const LOCAL = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;

/** The address without blanks around it, its domain in lower case: the form that is stored. @throws account.invalid_email */
export function normalizeEmail(text: string): string {
  const trimmed = text.length > 2 * MAX_EMAIL ? "" : text.trim().normalize("NFC");
  const at = trimmed.lastIndexOf("@");
  const [local, domain] = [trimmed.slice(0, Math.max(0, at)), trimmed.slice(at + 1).toLowerCase()];
  const labels = domain.split(".");
  const valid =
    at > 0 &&
    trimmed.length <= MAX_EMAIL &&
    local.length <= MAX_LOCAL &&
    LOCAL.test(local) &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "");
  if (!valid) {
    throw new CatervaError("account.invalid_email", "This is no email address; one looks like name@example.org.");
  }
  return `${local}@${domain}`;
}
