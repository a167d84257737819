import { type Static, Type } from "typebox";
import { Nullable } from "./payloads.ts";

/** A user as existing clients know one; never anything of the password. */
export const UserBody = Type.Object({
  id: Type.String({ description: "UUID; names the user's personal root." }),
  email: Type.String(),
  is_active: Type.Boolean(),
  is_superuser: Type.Boolean(),
  is_verified: Type.Boolean(),
});
export type UserBody = Static<typeof UserBody>;

export const UserList = Type.Array(UserBody);

const Role = Type.Union([Type.Literal("reader"), Type.Literal("writer")]);

/** Null: the default, which is to write. */
export const RolesBody = Type.Object({ public: Nullable(Role), shared: Nullable(Role) });
export type RolesBody = Static<typeof RolesBody>;

/** A user with what this server knows beyond the common. */
export const UserWithRoles = Type.Interface([UserBody], { roles: RolesBody });
export type UserWithRoles = Static<typeof UserWithRoles>;

export const UsersBody = Type.Object({ users: Type.Array(UserWithRoles) });

const RootAccess = Type.Union([Type.Literal("none"), Type.Literal("read"), Type.Literal("write")]);

/** Who one is, and what one may do by root. */
export const MeBody = Type.Interface([UserWithRoles], {
  access: Type.Object({ public: RootAccess, shared: RootAccess, personal: RootAccess }),
});
export type MeBody = Static<typeof MeBody>;

/** `GET /api/session`: what a page must know first. */
export const SessionBody = Type.Object({
  login: Type.Boolean({ description: "Whether one can sign in here." }),
  register: Type.Boolean({ description: "Whether anybody may register." }),
  user: Nullable(MeBody),
});
export type SessionBody = Static<typeof SessionBody>;

export const SignInForm = Type.Object({
  username: Type.String({ description: "Email." }),
  password: Type.String(),
});

export const RegisterBody = Type.Object({ email: Type.String(), password: Type.String() });

export const ForgotPasswordBody = Type.Object({ email: Type.String() });

export const ResetPasswordBody = Type.Object({
  token: Type.String({ description: "From the link in the mail." }),
  password: Type.String(),
});

export const ChangePasswordBody = Type.Object({
  password: Type.String({ description: "The one in force." }),
  new_password: Type.String(),
});

export const AddUserBody = Type.Object({
  username: Type.String({ description: "Email." }),
  password: Type.Optional(Nullable(Type.String({ description: "Null: one is made up." }))),
  superuser: Type.Optional(Nullable(Type.Boolean())),
});

export const ListUsersQuery = Type.Object({
  username: Type.Optional(Type.String({ description: "Email: this user alone." })),
});

/** What is left out stays as it is. */
export const ChangeUserBody = Type.Object(
  {
    is_active: Type.Optional(Type.Boolean()),
    is_superuser: Type.Optional(Type.Boolean()),
    password: Type.Optional(Type.String()),
    roles: Type.Optional(
      Type.Object(
        { public: Type.Optional(Nullable(Role)), shared: Type.Optional(Nullable(Role)) },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

const TokenRoot = Type.Union([Type.Literal("public"), Type.Literal("shared"), Type.Literal("personal")]);
const TokenScope = Type.Union([Type.Literal("read"), Type.Literal("write")]);

export const CreateTokenBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, description: "What the user calls it." }),
    scope: TokenScope,
    roots: Type.Optional(Nullable(Type.Array(TokenRoot, { minItems: 1, maxItems: 3 }))),
    expires: Type.Optional(Nullable(Type.String({ description: "ISO 8601 time; null: never." }))),
  },
  { additionalProperties: false },
);

/** A token in a list: its text is told once, when it is made. Times are ISO 8601 UTC. */
export const TokenBody = Type.Object({
  id: Type.String({ description: "UUID." }),
  name: Type.String(),
  scope: TokenScope,
  roots: Nullable(Type.Array(TokenRoot)),
  created: Type.String(),
  expires: Nullable(Type.String()),
  used: Nullable(Type.String({ description: "Last use, to the hour." })),
});
export type TokenBody = Static<typeof TokenBody>;

export const TokensBody = Type.Object({ tokens: Type.Array(TokenBody) });
export type TokensBody = Static<typeof TokensBody>;

export const NewTokenBody = Type.Interface([TokenBody], {
  token: Type.String({ description: "For `Authorization: Bearer`; it is not told again." }),
});
export type NewTokenBody = Static<typeof NewTokenBody>;

/** Largest page of the audit log. */
const MAX_EVENTS = 1000;

export const AuditQueryParameters = Type.Object({
  before: Type.Optional(Type.Integer({ minimum: 1, description: "Only events with a smaller id." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_EVENTS, description: "100 unless told." })),
  user: Type.Optional(Type.String({ description: "UUID of who did it." })),
  action: Type.Optional(Type.String()),
});

export const AuditBody = Type.Object({
  events: Type.Array(
    Type.Object({
      id: Type.Integer(),
      at: Type.String({ description: "ISO 8601 UTC." }),
      user: Nullable(Type.String({ description: "UUID of who did it." })),
      email: Nullable(Type.String({ description: "Of the user at that time." })),
      action: Type.String(),
      subject: Type.String({ description: "What it was done to: a path, a user, a token." }),
      outcome: Type.String({ description: "`ok`, or the code of an error." }),
      address: Nullable(Type.String()),
    }),
  ),
});
export type AuditBody = Static<typeof AuditBody>;
