import type { Identity } from "../../session/identity";

/** What the server refused, with a message that can be shown. */
export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

export interface Api {
  /** The present token; asked for when there is none. */
  token(): Promise<string>;
  /** The present token is no good any more. */
  forgetToken(): void;
  get<T>(path: string): Promise<T>;
  send<T>(method: "POST" | "PUT" | "DELETE", path: string, body?: object): Promise<T>;
  /** Sends a file as it is. */
  upload<T>(path: string, file: Blob): Promise<T>;
  /** What is not JSON. */
  load(path: string): Promise<Blob>;
}

/**
 * The project chat's REST interface for one user, whose token comes from the sign-in for development.
 * @param onToken Hears of each new one.
 */
export function createApi(me: Identity, onToken: (token: string) => void): Api {
  let token: Promise<string> | null = null;

  async function issue(): Promise<string> {
    const response = await fetch("/api/dev/project-token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ userId: me.userId, name: me.name, email: me.email }),
    });
    if (!response.ok) throw new ApiError(`The server gave no token (${response.status}).`, response.status);
    const issued: string = (await response.json()).data.token;
    onToken(issued);
    return issued;
  }

  const api: Api = {
    token: () =>
      (token ??= issue().catch((error) => {
        token = null;
        throw error;
      })),
    forgetToken: () => {
      token = null;
    },
    get: (path) => request(path),
    send: (method, path, body) => request(path, method, body),
    upload: (path, file) => request(path, "POST", file),
    load: async (path) => (await answered(path, "GET")).blob(),
  };

  async function ask(path: string, method: string, body?: object | Blob): Promise<Response> {
    const type = body instanceof Blob ? "application/octet-stream" : "application/json";
    return fetch(path, {
      method,
      headers: { authorization: `Bearer ${await api.token()}`, ...(body ? { "content-type": type } : {}) },
      body: body instanceof Blob ? body : body && JSON.stringify(body),
    });
  }

  async function answered(path: string, method: string, body?: object | Blob): Promise<Response> {
    let response = await ask(path, method, body);
    if (response.status === 401) {
      // Its time is over, or the server has another key since it was started again.
      api.forgetToken();
      response = await ask(path, method, body);
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => null);
    throw new ApiError(problem?.error?.message ?? `The server answered ${response.status}.`, response.status);
  }

  async function request<T>(path: string, method = "GET", body?: object | Blob): Promise<T> {
    return (await (await answered(path, method, body)).json()).data as T;
  }

  return api;
}
