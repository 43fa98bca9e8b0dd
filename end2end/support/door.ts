// A server of its own, with the sample town in a database of its own: what a test changes, no other worker sees.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { AHEAD } from "./clock.ts";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../..");
const BINARY = process.env.DOORSTEP_BIN || join(ROOT, "target/release/server");
const STARTED = /is at (http:\S+)/;
const CREDENTIALS = /as (\S+) with the password (\S+)/;
const OTHERS = /or as (\S+) with (\S+)/;
const TEMPORARY = /temporary password (\S+)/;
/** The administrator's own password, once the printed one is changed. */
export const PASSWORD = "Doorway-2026-test";

/** What a change asks about before it is made. */
interface Ask {
  hits: { booking: { number: string } }[];
  strays: { id: string }[];
}

export class Door {
  private constructor(
    readonly url: string,
    private readonly data: string,
    private readonly process: ChildProcess,
    /** What the server printed at its first start. */
    readonly temporary: string,
    /** What it printed then of the sample's other people: their passwords by user name. */
    readonly others: ReadonlyMap<string, string>,
    /** `name=value` of the administrator's session. */
    private session: string,
  ) {}

  /** Opens one; `busy` also with the sample's cases and ratings, as `make run` has it. */
  static async open(busy: boolean): Promise<Door> {
    const data = mkdtempSync(join(tmpdir(), "doorstep-"));
    if (busy) execFileSync(BINARY, ["demo"], { env: environment(data), stdio: "ignore" });
    const env = { ...environment(data), DOORSTEP_ADDR: `127.0.0.1:${await freePort()}` };
    const server = spawn(BINARY, ["serve", "--demo"], { env, stdio: ["ignore", "pipe", "inherit"] });
    let url = "";
    let temporary = "";
    const others = new Map<string, string>();
    for await (const line of createInterface({ input: server.stdout! })) {
      temporary ||= CREDENTIALS.exec(line)?.[2] ?? "";
      const other = OTHERS.exec(line);
      if (other) others.set(other[1]!, other[2]!);
      url = STARTED.exec(line)?.[1] ?? "";
      if (url) break;
    }
    if (!url) throw new Error(`${BINARY} did not start`);
    const door = new Door(url, data, server, temporary, others, "");
    await door.welcome();
    return door;
  }

  /** Signs the administrator in and sets the password that the first sign-in asks for. */
  private async welcome(): Promise<void> {
    const signedIn = await this.call("staff/sign_in", { username: "admin", password: this.temporary });
    this.session = signedIn.headers.get("set-cookie")!.split(";")[0]!;
    const passwords = { old_password: this.temporary, new_password: PASSWORD, again_password: PASSWORD };
    const changed = await this.call("staff/change_password", passwords);
    if (!changed.ok) throw new Error(`password change: ${changed.status} ${await changed.text()}`);
  }

  /** Calls a server function as the administrator. */
  call(path: string, body: unknown): Promise<Response> {
    const headers = { "content-type": "application/json", cookie: this.session };
    return fetch(`${this.url}/api/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  }

  /** Identifier of the center whose Chinese name contains `name`. */
  async centerNamed(name: string): Promise<string> {
    const found = await (await this.call("center/managed", { wanted: { q: name } })).json();
    return found[0].id;
  }

  /** Gives a center the same hours on every day: intervals like `["00:00", "24:00"]`, or none. What that leaves outside stays. */
  async setHours(id: string, ...intervals: [string, string][]): Promise<void> {
    const { center } = await (await this.call("hours/form", { id })).json();
    const day = intervals.map(([start, end]) => ({ shift: "morning", start, end }));
    const save = async (way: object): Promise<{ ask?: Ask }> => {
      const saved = await this.call("hours/save", { id, version: center.version, week: Array(7).fill(day), way });
      if (!saved.ok) throw new Error(`hours: ${saved.status} ${await saved.text()}`);
      return saved.json();
    };
    const { ask } = await save({});
    if (ask) {
      const each = ask.hits.map(({ booking }) => ({ number: booking.number, what: "leave" }));
      await save({ each, shifts: ask.strays.map((stray) => stray.id).join(" ") });
    }
  }

  /** The administrator's cookie, for a browser context. */
  cookie() {
    const [name, value] = this.session.split("=") as [string, string];
    return { name, value, url: this.url, httpOnly: true, sameSite: "Lax" as const };
  }

  /** Makes an account from the command line; its temporary password. */
  addStaff(username: string, ...options: string[]): string {
    const env = environment(this.data);
    const printed = execFileSync(BINARY, ["user", "add", username, ...options], { env, encoding: "utf8" });
    return TEMPORARY.exec(printed)![1]!;
  }

  /** Asks the server to stop, and waits until it has. */
  async close(): Promise<void> {
    this.process.kill("SIGTERM");
    if (this.process.exitCode === null) await once(this.process, "exit");
    rmSync(this.data, { recursive: true, force: true });
  }
}

/** What every command on one database is given. */
function environment(data: string): NodeJS.ProcessEnv {
  return { ...process.env, DOORSTEP_DATA: data, DOORSTEP_CLOCK_AHEAD: String(AHEAD) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}
