import type { Config } from './configKeys.ts'

/** Points for each thing that an app asks for. Home Assistant's documentation for app developers, "Security rating". */
const points: Readonly<Record<string, (value: unknown) => number>> = {
  hassio_role: (role) => (role === 'admin' ? -2 : role === 'manager' ? -1 : 0),
  host_network: (is) => (is === true ? -1 : 0),
  host_pid: (is) => (is === true ? -2 : 0),
}

const costly = new Set(
  'SYS_RAWIO SYS_ADMIN NET_ADMIN NET_RAW SYS_PTRACE SYS_MODULE DAC_READ_SEARCH PERFMON BPF CHECKPOINT_RESTORE'.split(' '),
)

/** The security rating that the store shows, 1 to 8. */
export function rating(config: Config, ownAppArmorProfile: boolean): number {
  if (config['docker_api'] === true || config['full_access'] === true) return 1
  const rights = Object.entries(points).map(([key, pointsOf]) => pointsOf(config[key]))
  const sum = [...rights, access(config), appArmor(config, ownAppArmorProfile), kernel(config)].reduce((one, other) => one + other, 5)
  return Math.max(1, Math.min(8, sum))
}

function access(config: Config): number {
  if (config['ingress'] === true) return 2
  return config['auth_api'] === true ? 1 : 0
}

function appArmor(config: Config, own: boolean): number {
  if (config['apparmor'] === false) return -1
  return own ? 1 : 0
}

/** Once, however many of them. */
function kernel({ privileged, kernel_modules: modules }: Config): number {
  const isCostly = Array.isArray(privileged) && privileged.some((name: unknown) => typeof name === 'string' && costly.has(name))
  return isCostly || modules === true ? -1 : 0
}
