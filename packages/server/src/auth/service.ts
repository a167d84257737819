import type { Accounts } from "@caterva2/accounts";

/** What the calls about users work with. */
export interface AuthService {
  readonly accounts: Accounts;
  /** Whether anybody may register. */
  readonly register: boolean;
  /** Where the server is for people, without a slash at the end. */
  readonly urlbase: string;
}
