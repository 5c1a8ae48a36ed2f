// src/docker/ssh-dial.ts
import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
function dialSsh(address) {
  const user = address.username ? ["-l", decodeURIComponent(address.username)] : [];
  const port = address.port ? ["-p", address.port] : [];
  const far = ["--", address.hostname, "docker", "system", "dial-stdio"];
  const ssh = spawn("ssh", ["-T", ...user, ...port, "-o", "ConnectTimeout=30", ...far], { stdio: "pipe" });
  let complaint = "";
  ssh.stderr.on("data", (bytes) => {
    complaint = (complaint + bytes.toString()).slice(-1e3);
  });
  const { promise: exited, resolve } = Promise.withResolvers();
  ssh.on("error", resolve);
  ssh.on(
    "close",
    (code) => resolve(code ? new Error(`ssh ${address.hostname}: ${complaint.trim() || `exit code ${code}`}`) : null)
  );
  const connection = new Duplex({
    read: () => ssh.stdout.resume(),
    write(chunk, _encoding, done) {
      ssh.stdin.write(chunk, (error) => error ? void exited.then((why) => done(why ?? error)) : done());
    },
    final: (done) => ssh.stdin.end(done),
    destroy(error, done) {
      ssh.kill();
      done(error);
    }
  });
  ssh.stdin.on("error", () => void 0);
  ssh.stdout.on("data", (chunk) => {
    if (!connection.push(chunk)) ssh.stdout.pause();
  });
  void exited.then((why) => {
    if (why) connection.destroy(why);
    else connection.push(null);
  });
  const handles = [ssh, ssh.stdin, ssh.stdout, ssh.stderr];
  const nothing = () => connection;
  return Object.assign(connection, {
    setTimeout: nothing,
    setNoDelay: nothing,
    setKeepAlive: nothing,
    ref() {
      for (const handle of handles) handle.ref();
      return connection;
    },
    unref() {
      for (const handle of handles) handle.unref();
      return connection;
    }
  });
}

// src/docker/ask-engine.ts
function askEngine(endpoint, patienceMs2) {
  return async (method, path, body) => {
    const text = body === void 0 ? "" : JSON.stringify(body);
    const options = {
      ...targetOf(endpoint),
      method,
      path,
      agent: false,
      headers: {
        host: "engine.invalid",
        ...text && { "content-type": "application/json", "content-length": Buffer.byteLength(text) }
      },
      signal: AbortSignal.timeout(patienceMs2)
    };
    const isSecure = endpoint.kind === "tcp" && endpoint.tls !== void 0;
    const { request } = isSecure ? await import("node:https") : await import("node:http");
    return answerOf(request(options), text);
  };
}
function targetOf(endpoint) {
  switch (endpoint.kind) {
    case "socket":
      return { socketPath: endpoint.path };
    case "tcp":
      return { host: endpoint.host, port: endpoint.port, ...endpoint.tls };
    case "ssh":
      return { createConnection: () => dialSsh(new URL(endpoint.url)) };
  }
}
async function answerOf(asked, text) {
  const { promise, resolve, reject } = Promise.withResolvers();
  asked.on("response", resolve);
  asked.on("error", reject);
  asked.end(text);
  const response = await promise;
  const chunks = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString("utf8")) };
}
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return void 0;
  }
}

// src/watcher/read-duty.ts
async function readDuty(pipe) {
  let duty2;
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of pipe) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const message = JSON.parse(line);
      if ("dismiss" in message) return void 0;
      if ("watch" in message) duty2 = { ...message.watch, kept: /* @__PURE__ */ new Set() };
      else if ("expire" in message) return duty2 && { ...duty2, kept: "none", afterMs: message.expire };
      else if (duty2) duty2 = { ...duty2, kept: /* @__PURE__ */ new Set([...duty2.kept, message.keep]) };
    }
  }
  return duty2;
}

// src/docker/labels.ts
var runLabel = "matrix-run.run";
var cellLabel = "matrix-run.cell";
var roleLabel = "matrix-run.role";
var holdsLabel = "matrix-run.holds";

// src/watcher/sweep-run.ts
import { setTimeout as delay } from "node:timers/promises";
var quietSweeps = 6;
var betweenQuietSweepsMs = 1e3;
var betweenSweepsMs = 200;
var givesUpAfterMs = 12e4;
var systemTime = { now: () => performance.now(), pause: delay };
async function sweepRun(ask, { run, kept }, time = systemTime) {
  const until = time.now() + givesUpAfterMs;
  let quiet = 0;
  while (quiet < quietSweeps && time.now() < until) {
    const found = await sweep(ask, run, kept).catch(() => void 0);
    quiet = found === 0 ? quiet + 1 : 0;
    if (quiet < quietSweeps) await time.pause(found ? betweenSweepsMs : betweenQuietSweepsMs);
  }
}
async function sweep(ask, run, told) {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${runLabel}=${run}`] }));
  const [containers, networks, volumes] = await Promise.all([
    list(ask, `/containers/json?all=1&filters=${filters}`),
    list(ask, `/networks?filters=${filters}`),
    list(ask, `/volumes?filters=${filters}`)
  ]);
  const isMark = ({ labels }) => labels[roleLabel] === "kept";
  const marked = volumes.filter(isMark).map(({ labels }) => labels[cellLabel]);
  const kept = new Set(told === "none" ? [] : [...told, ...marked]);
  const doomed = (things) => things.filter(({ labels }) => !kept.has(labels[cellLabel]));
  const [gone, alone, rest] = [doomed(containers), doomed(networks), doomed(volumes)];
  await Promise.allSettled(gone.map(({ id }) => removeContainer(ask, id)));
  await Promise.allSettled(alone.map(({ id }) => removeNetwork(ask, id)));
  await Promise.allSettled(rest.map(({ id }) => ask("DELETE", `/volumes/${id}?force=1`)));
  return gone.length + alone.length + rest.length;
}
async function list(ask, path) {
  const { status, body } = await ask("GET", path);
  if (status !== 200) throw new Error(`the engine answers ${status}`);
  const { Volumes: things = body } = body ?? {};
  return (Array.isArray(things) ? things : []).map(({ Id, Name, Labels }) => ({
    id: Id ?? Name ?? "",
    labels: Labels ?? {}
  }));
}
async function removeContainer(ask, id) {
  await ask("POST", `/containers/${id}/kill`).catch(() => void 0);
  await ask("DELETE", `/containers/${id}?force=1&v=1`);
}
async function removeNetwork(ask, id) {
  if ((await ask("DELETE", `/networks/${id}`)).status < 400) return;
  const { body } = await ask("GET", `/networks/${id}`);
  const { Containers: containers } = body ?? {};
  const letGo = (container) => ask("POST", `/networks/${id}/disconnect`, { Container: container, Force: true });
  await Promise.allSettled(Object.keys(containers ?? {}).map(letGo));
  await ask("DELETE", `/networks/${id}`);
}

// src/watcher/stands-for.ts
var betweenLooksMs = 1e4;
var betweenLastLooksMs = 2e3;
var mostUnanswered = 60;
async function standsFor(ask, run, afterMs, time = systemTime) {
  const until = time.now() + afterMs;
  let unanswered = 0;
  for (; ; ) {
    const left = until - time.now();
    await time.pause(left > 0 ? Math.min(betweenLooksMs, left) : betweenLastLooksMs);
    const isOver = time.now() >= until;
    const state = await stateOf(ask, run, isOver).catch(() => "unknown");
    if (state === "gone") return false;
    if (isOver && state !== "held") return true;
    unanswered = state === "unknown" ? unanswered + 1 : 0;
    if (unanswered === mostUnanswered) return false;
  }
}
async function stateOf(ask, run, isOver) {
  const networks = await listed(ask, "/networks", `${runLabel}=${run}`);
  if (networks === 0) return "gone";
  return isOver && await listed(ask, "/volumes", `${holdsLabel}=${run}`) > 0 ? "held" : "stands";
}
async function listed(ask, kind, label) {
  const { status, body } = await ask(
    "GET",
    `${kind}?filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`
  );
  const { Volumes: things = body } = body ?? {};
  if (status === 200 && (Array.isArray(things) || things === null)) return things?.length ?? 0;
  throw new Error(`the engine answers ${status}`);
}

// src/watcher/main.ts
var patienceMs = 3e4;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void 0);
var duty = await readDuty(process.stdin).catch(() => void 0);
if (duty) {
  const ask = askEngine(duty.endpoint, patienceMs);
  if (duty.afterMs === void 0 || await standsFor(ask, duty.run, duty.afterMs)) await sweepRun(ask, duty);
}
