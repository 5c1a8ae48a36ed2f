// The cell as a compose file that both docker-compose 1.29 and the plug-in read: no `version`, no `name`, and nothing
// that either of them lacks.

import type { BuiltImagePlan, CellPlan, ImagePlan, Limits, Plan, ServiceName, ServicePlan } from '../model/plan.ts';
import { type YamlMap, yamlText } from './yaml-text.ts';

/** Compose files begin with it; by it an earlier export is known. */
export const composeMark = '# Made by matrix repro --export.';

/** What a service is asked by a command within it. */
type CommandProbe = Extract<ServicePlan['ready']['anyOf'][number], { kind: 'command' }>;

/** The text of compose.yaml. `plan` has this cell alone; see `pinPlan`. */
export function composeFile(plan: Plan, cell: CellPlan): string {
  const services = Object.entries(cell.services).map(([name, service]) => [name, serviceEntry(name, service, plan)]);
  const document: YamlMap = {
    services: { ...Object.fromEntries(services), [suiteName(cell)]: suiteEntry(plan, cell) },
    ...(cell.test.internet ? {} : { networks: { default: { internal: true } } }),
  };
  return `${composeMark} run.sh beside it waits for the services and runs the suite.\n${yamlText(document)}`;
}

/** How the suite is called among the services. */
export function suiteName({ services }: CellPlan): ServiceName {
  const free = ['test', 'suite', 'test-suite'].find((name) => !Object.hasOwn(services, name));
  return free ?? `suite-${Object.keys(services).join('-')}`;
}

/** The image as it was in the run where that can be said to a registry, else by its name. */
export function imageReference({ key, pinned }: ImagePlan): string {
  return pinned?.digest ?? key;
}

export function imageOf(plan: Plan, key: string): ImagePlan {
  return plan.images.find((image) => image.key === key) ?? { kind: 'pull', key };
}

/** The command by which the container says itself that it is ready. */
export function commandProbe({ ready }: ServicePlan): CommandProbe | undefined {
  return ready.anyOf.find((probe) => probe.kind === 'command');
}

function serviceEntry(name: ServiceName, service: ServicePlan, plan: Plan): YamlMap {
  const probe = commandProbe(service);
  return {
    ...(service.files.length > 0
      ? { build: `./services/${name}` }
      : { image: literal(imageReference(imageOf(plan, service.image))) }),
    ...(service.command === undefined ? {} : { command: service.command.map(literal) }),
    ...environment(service.env, []),
    ...(service.tmpfs.length > 0 ? { tmpfs: service.tmpfs.map(literal) } : {}),
    ...bounds(service.limits),
    ...(probe === undefined ? {} : { healthcheck: healthcheck(probe, service.ready.timeoutMs) }),
  };
}

function healthcheck(probe: CommandProbe, timeoutMs: number): YamlMap {
  return {
    test: ['CMD', ...probe.command.map(literal)],
    interval: '1s',
    timeout: '30s',
    retries: Math.max(1, Math.ceil(timeoutMs / 1000)),
  };
}

function suiteEntry(plan: Plan, cell: CellPlan): YamlMap {
  const image = imageOf(plan, cell.image);
  const waitsFor = Object.entries(cell.services).map(([name, service]) => [
    name,
    { condition: commandProbe(service) ? 'service_healthy' : 'service_started' },
  ]);
  return {
    ...(image.kind === 'build' ? { build: buildOf(image) } : { image: literal(imageReference(image)) }),
    // In the place of the image's own: nothing is put in front of it.
    entrypoint: cell.test.command.map(literal),
    command: [],
    ...environment(cell.test.env, cell.test.secrets),
    ...bounds(cell.test.limits),
    ...(waitsFor.length > 0 ? { depends_on: Object.fromEntries(waitsFor) } : {}),
  };
}

function buildOf({ args, target }: BuiltImagePlan): YamlMap {
  return {
    context: './context',
    dockerfile: '../Dockerfile',
    ...(target === undefined ? {} : { target: literal(target) }),
    ...(Object.keys(args).length > 0 ? { args: literals(args) } : {}),
  };
}

/** A variable without a value is taken from the environment of whoever runs it. */
function environment(env: Readonly<Record<string, string>>, secrets: readonly string[]): YamlMap {
  const passed = Object.fromEntries(secrets.map((name) => [name, null]));
  const all = { ...literals(env), ...passed };
  return Object.keys(all).length > 0 ? { environment: all } : {};
}

function bounds({ cpus, memoryBytes, pids }: Limits): YamlMap {
  return {
    ...(cpus === undefined ? {} : { cpus }),
    // Swap on top would let a suite pass here that was killed there.
    ...(memoryBytes === undefined ? {} : { mem_limit: memoryBytes, memswap_limit: memoryBytes }),
    ...(pids === undefined ? {} : { pids_limit: pids }),
    security_opt: ['no-new-privileges'],
  };
}

/** Compose fills in `$NAME` wherever it stands in a value. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

function literals(texts: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, literal(text)]));
}
