import { Type } from "typebox";
import {
  AddUserBody,
  AuditBody,
  AuditQueryParameters,
  ChangePasswordBody,
  ChangeUserBody,
  CreateTokenBody,
  ForgotPasswordBody,
  ListUsersQuery,
  MeBody,
  NewTokenBody,
  RegisterBody,
  ResetPasswordBody,
  SignInForm,
  TokensBody,
  UserBody,
  UserList,
  UsersBody,
  UserWithRoles,
} from "./account-payloads.ts";
import { FORM_TYPE, HTML_TYPE } from "./media-types.ts";
import { ACCOUNT_CALLS } from "./paths.ts";
import { type Answer, json, type RouteContract } from "./route-contract.ts";

const done = (description: string): Answer => ({ status: 204, description });

const SESSION = ["request.unauthenticated", "request.forbidden"] as const;
const CHANGE = [...SESSION, "request.cross_site", "request.unprocessable"] as const;
const ADMIN = [...CHANGE, "account.unknown", "account.last_superuser"] as const;

/** Calls about who one is and about users. They exist where sign-in is on. */
export const ACCOUNT_ROUTES = {
  signIn: {
    ...ACCOUNT_CALLS.signIn,
    summary: "Signs in: begins a session of 12 hours, whose cookie `c2subauth` comes with the answer.",
    body: SignInForm,
    bodyType: FORM_TYPE,
    answers: [done("Signed in.")],
    errors: ["account.bad_credentials", "account.throttled", "request.cross_site", "request.unprocessable"],
  },
  signOut: {
    ...ACCOUNT_CALLS.signOut,
    summary: "Ends the session: its cookie is good for nothing from then on.",
    answers: [done("Signed out; the cookie is cleared.")],
    errors: [...SESSION, "request.cross_site"],
  },
  signOutEverywhere: {
    ...ACCOUNT_CALLS.signOutEverywhere,
    summary: "Ends all sessions of the user. API tokens stay.",
    answers: [done("Signed out; the cookie is cleared.")],
    errors: [...SESSION, "request.cross_site"],
  },
  register: {
    ...ACCOUNT_CALLS.register,
    summary: "Adds a user for oneself, where the server lets anybody register.",
    body: RegisterBody,
    answers: [json("The new user.", UserBody, 201)],
    errors: [
      "account.exists",
      "account.invalid_email",
      "account.invalid_password",
      "account.limit_reached",
      "account.throttled",
      "request.cross_site",
      "request.unprocessable",
    ],
  },
  forgotPassword: {
    ...ACCOUNT_CALLS.forgotPassword,
    summary: "Mails a link for a new password, if there is such a user; the answer does not tell.",
    body: ForgotPasswordBody,
    answers: [json("Taken.", Type.Null(), 202)],
    errors: ["account.throttled", "request.cross_site", "request.unprocessable"],
  },
  resetPage: {
    ...ACCOUNT_CALLS.resetPage,
    summary: "The page that the mailed link opens.",
    answers: [{ status: 200, description: "The page.", mediaType: HTML_TYPE }],
    errors: [],
  },
  resetPassword: {
    ...ACCOUNT_CALLS.resetPassword,
    summary: "Sets a new password by a mailed link, once, within an hour. All sessions and API tokens of the user end.",
    body: ResetPasswordBody,
    answers: [json("The password is set.", Type.Null())],
    errors: ["account.bad_token", "account.invalid_password", "request.cross_site", "request.unprocessable"],
  },
  changePassword: {
    ...ACCOUNT_CALLS.changePassword,
    summary: "Sets a new password. All sessions end; a new one begins for who asked.",
    body: ChangePasswordBody,
    answers: [done("The password is set; the cookie is the one of the new session.")],
    errors: [...CHANGE, "account.bad_credentials", "account.invalid_password", "account.throttled"],
  },
  me: {
    ...ACCOUNT_CALLS.me,
    summary: "Who one is, by session or API token.",
    answers: [json("The user.", MeBody)],
    errors: ["request.unauthenticated"],
  },
  listTokens: {
    ...ACCOUNT_CALLS.listTokens,
    summary: "The API tokens of the user, without their texts.",
    answers: [json("The tokens, oldest first.", TokensBody)],
    errors: SESSION,
  },
  createToken: {
    ...ACCOUNT_CALLS.createToken,
    summary: "Makes an API token, to be shown as `Authorization: Bearer`.",
    body: CreateTokenBody,
    answers: [json("The token with its text.", NewTokenBody, 201)],
    errors: [...CHANGE, "account.limit_reached", "request.invalid"],
  },
  revokeToken: {
    ...ACCOUNT_CALLS.revokeToken,
    summary: "Ends an API token.",
    answers: [done("It is no more.")],
    errors: [...SESSION, "request.cross_site", "path.not_found"],
  },
  addUser: {
    ...ACCOUNT_CALLS.addUser,
    summary: "Adds a user. Superusers only.",
    body: AddUserBody,
    answers: [json("A text that names the user and the password.", Type.String())],
    errors: [...CHANGE, "account.exists", "account.invalid_email", "account.invalid_password", "account.limit_reached"],
  },
  removeUser: {
    ...ACCOUNT_CALLS.removeUser,
    summary: "Removes a user and their personal root. Superusers only; programs only: browsers use DELETE /api/users.",
    answers: [json("A text that names the user.", Type.String())],
    errors: ADMIN,
  },
  listUsers: {
    ...ACCOUNT_CALLS.listUsers,
    summary: "The users. Superusers only.",
    query: ListUsersQuery,
    answers: [json("The users by email.", UserList)],
    errors: SESSION,
  },
  users: {
    ...ACCOUNT_CALLS.users,
    summary: "The users with their roles. Superusers only.",
    answers: [json("The users by email.", UsersBody)],
    errors: SESSION,
  },
  changeUser: {
    ...ACCOUNT_CALLS.changeUser,
    summary: "Changes a user: active, superuser, roles in @public and @shared, password. Superusers only.",
    body: ChangeUserBody,
    answers: [json("The user as it is now.", UserWithRoles)],
    errors: [...ADMIN, "account.invalid_password"],
  },
  deleteUser: {
    ...ACCOUNT_CALLS.deleteUser,
    summary: "Removes a user and their personal root. Superusers only.",
    answers: [done("The user is no more.")],
    errors: ADMIN,
  },
  audit: {
    ...ACCOUNT_CALLS.audit,
    summary: "Who did what, newest first. Superusers only.",
    query: AuditQueryParameters,
    answers: [json("A page of events.", AuditBody)],
    errors: [...SESSION, "request.unprocessable"],
  },
} as const satisfies Record<string, RouteContract>;
