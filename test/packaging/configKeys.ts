/** The keys of config.yaml, as the Supervisor and the linter of apps take them. */

export type Config = Readonly<Record<string, unknown>>

/** An empty key stops the reload of the whole store. */
export const emptyKeys = (config: Config): string[] =>
  Object.entries(config)
    .filter(([, value]) => value === null || value === '' || (Array.isArray(value) && value.length === 0))
    .map(([key]) => key)

const linterDefaults: Config = {
  advanced: false,
  apparmor: true,
  audio: false,
  auth_api: false,
  auto_uart: false,
  backup: 'hot',
  boot: 'auto',
  devicetree: false,
  docker_api: false,
  full_access: false,
  gpio: false,
  hassio_api: false,
  hassio_role: 'default',
  homeassistant_api: false,
  host_dbus: false,
  host_ipc: false,
  host_network: false,
  host_pid: false,
  host_uts: false,
  ingress: false,
  ingress_port: 8099,
  ingress_stream: false,
  init: true,
  journald: false,
  kernel_modules: false,
  legacy: false,
  panel_admin: true,
  panel_icon: 'mdi:puzzle',
  realtime: false,
  stage: 'stable',
  startup: 'application',
  stdin: false,
  timeout: 10,
  tmpfs: false,
  uart: false,
  udev: false,
  usb: false,
  video: false,
}

const keysWithoutDefault = new Set(
  `arch backup_exclude backup_post backup_pre breaking_versions description devices discovery environment homeassistant image
  ingress_entry machine map name options panel_title ports ports_description privileged schema services slug ulimits url version webui`.split(
    /\s+/,
  ),
)

/** Keys that say what is so anyway: the linter refuses them. */
export const defaultsRepeated = (config: Config): string[] =>
  Object.keys(config).filter((key) => key in linterDefaults && config[key] === linterDefaults[key])

/** Keys that the Supervisor drops without a word. */
export const unknownKeys = (config: Config): string[] =>
  Object.keys(config).filter((key) => !(key in linterDefaults) && !keysWithoutDefault.has(key))
