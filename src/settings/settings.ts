/** The settings as the program uses them: typed, in SI units, defaults filled in. */
export interface Settings {
  /** The node's id: part of every topic and unique id. */
  node: string
  mqtt: MqttSettings | null
  homeAssistant: HomeAssistantSettings | null
  gpio: GpioSettings
  /** Valid devices in the order of the file. */
  devices: DeviceSettings[]
}

/** Where the broker is; null in Settings where the file does not say: the Supervisor's then, or the demo's own. */
export interface MqttSettings {
  url: string
  username?: string
  password?: string
  /** Files, PEM. */
  ca?: string
  certificate?: string
  key?: string
  /** The prefix of Home Assistant's discovery topics, "homeassistant". */
  discoveryPrefix: string
}

/** Where Home Assistant itself is asked for values; null in Settings where the file does not say: the Supervisor's then, or none. */
export interface HomeAssistantSettings {
  /** http://HOST:PORT or https://HOST:PORT, without a slash at its end. */
  url: string
  /** A long-lived access token: a secret. */
  token: string
}

/** How the pins of the board are reached. */
export interface GpioSettings {
  /** auto: pigpio on a Raspberry Pi 0 to 4 where it can be used, else the kernel's character device. */
  backend: 'auto' | 'pigpio' | 'character-device'
  /** The chip by its label (pinctrl-rp1) or its device (/dev/gpiochip4); null: the board's own. */
  chip: string | null
}

/** One entry of `devices`. `own` is what the driver's own schema made of its keys. */
export interface DeviceSettings {
  /** Lower-case letters, digits and underscores. */
  id: string
  driver: string
  name: string
  publishMs: number
  /** Steps that replace the rows' own, by entity, in the row's unit. */
  steps: Readonly<Record<string, number>>
  /** Simulated instead of real: the circuit of the simulated house that it measures. */
  simulate: string | null
  own: unknown
}

/** A mistake in the settings, in one sentence with the place in front: `energy-monitor.yaml:12:5: devices.boiler.address: found 300, allowed is 1 to 247`. */
export interface Mistake {
  /** The device that stays off for it; null where it concerns the file as a whole, or an entry whose id no device can have. */
  device: string | null
  path: string
  line: number
  column: number
  sentence: string
}

/** What came of a file: settings with the devices that are right (the others named in `mistakes`), or none where the file as a whole cannot be used. */
export interface Loaded {
  settings: Settings | null
  mistakes: Mistake[]
}
