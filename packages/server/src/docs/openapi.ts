import { ERROR_CATALOGUE, type ErrorCode } from "@caterva2/ndarray";
import { type Answer, ErrorBody, JSON_TYPE, type RouteContract, ValidationErrorBody } from "@caterva2/protocol";

/** JSON of an OpenAPI 3.1 document. */
export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Readonly<Record<string, { readonly schema: object }>>;
  };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: object;
}

export interface OpenApiResponse {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

const DESCRIPTION =
  "Scientific arrays in Blosc2 files, read by slice, by chunk or by byte range. Paths are @root/dir/name. " +
  "Every error is JSON with a detail for people and a code for programs.";

/** Writes routes of the contract as an OpenAPI 3.1 document: one source for clients, docs and server. */
export function openApiDocument(version: string, routes: Readonly<Record<string, RouteContract>>): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const [name, route] of Object.entries(routes)) {
    const operations = paths[route.path] ?? {};
    operations[route.method.toLowerCase()] = operation(name, route);
    if (route.method === "GET")
      operations.head = { ...operation(`${name}Head`, route), responses: headResponses(route) };
    paths[route.path] = operations;
  }
  return {
    openapi: "3.1.0",
    info: { title: "Caterva2", version, description: DESCRIPTION },
    paths,
    components: { schemas: { Error: ErrorBody, ValidationError: ValidationErrorBody } },
  };
}

function operation(operationId: string, route: RouteContract): OpenApiOperation {
  const body = route.body && {
    requestBody: { required: true, content: { [route.bodyType ?? JSON_TYPE]: { schema: route.body } } },
  };
  return {
    operationId,
    summary: route.summary,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...body,
    responses: { ...successes(route), ...failures(route) },
  };
}

function pathParameters(route: RouteContract): OpenApiParameter[] {
  return [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => ({
    name,
    in: "path" as const,
    required: true,
    ...(name === "path" ? { description: "@root/dir/name, its slashes as they are." } : {}),
    schema: { type: "string" },
  }));
}

function queryParameters(route: RouteContract): OpenApiParameter[] {
  const properties: unknown = route.query && Reflect.get(route.query, "properties");
  if (typeof properties !== "object" || properties === null) return [];
  const required: unknown = route.query && Reflect.get(route.query, "required");
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query" as const,
    required: Array.isArray(required) && required.includes(name),
    schema: typeof schema === "object" && schema !== null ? schema : {},
  }));
}

/** One response a status, which may come in several media types. */
function successes(route: RouteContract): Record<string, OpenApiResponse> {
  const byStatus = new Map<number, Answer[]>();
  for (const answer of route.answers) byStatus.set(answer.status, [...(byStatus.get(answer.status) ?? []), answer]);
  return Object.fromEntries([...byStatus].map(([status, answers]) => [String(status), success(answers)]));
}

function success(answers: readonly Answer[]): OpenApiResponse {
  const description = answers.map((answer) => answer.description).join(" ");
  const content = answers.flatMap(({ mediaType, schema }) =>
    mediaType === undefined ? [] : [[mediaType, { schema: schema ?? {} }] as const],
  );
  return content.length === 0 ? { description } : { description, content: Object.fromEntries(content) };
}

/** One response a status, which names the codes that come with it. */
function failures(route: RouteContract): Record<string, OpenApiResponse> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...route.errors, "server.busy"] satisfies ErrorCode[]) {
    const { status } = ERROR_CATALOGUE[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries([...byStatus].map(([status, codes]) => [String(status), failure(status, codes)]));
}

function failure(status: number, codes: readonly ErrorCode[]): OpenApiResponse {
  const schema = { $ref: `#/components/schemas/${status === 422 ? "ValidationError" : "Error"}` };
  return { description: codes.join(", "), content: { "application/json": { schema } } };
}

function headResponses(route: RouteContract): Record<string, OpenApiResponse> {
  const withoutBody = (responses: Record<string, OpenApiResponse>) =>
    Object.entries(responses).map(([status, { description }]) => [status, { description }]);
  return Object.fromEntries([...withoutBody(successes(route)), ...withoutBody(failures(route))]);
}
