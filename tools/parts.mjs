// The real parts that the system tests run against, as tools/install-test-parts.sh installs them.
// Versions and folders are named there too: keep the two alike.
import { accessSync, constants, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ name: string, what: string, needs: string, available: () => boolean }} Part */

const homeAssistantVersion = '2026.11.0'
const pymodbusVersion = '3.16.1'
const gpioVmVersion = '6.12-1'

const cache = process.env['ENERGY_MONITOR_TEST_CACHE'] || join(homedir(), '.cache', 'energy-monitor-tests')

/** The Debian root that holds Home Assistant: chroot into it, then `/opt/ha/bin/hass -c /config`. */
export const homeAssistantRoot = join(cache, `home-assistant-${homeAssistantVersion}`)

/** The Python that has pymodbus. */
export const pymodbusPython = join(cache, `pymodbus-${pymodbusVersion}`, 'bin', 'python')

/** Absent where npm could not build it. */
const spiDevice = fileURLToPath(new URL('../node_modules/spi-device/build/Release/spi.node', import.meta.url))

/** What tools/gpiovm/boot.sh boots. */
export const gpioVmMachine = join(cache, `gpiovm-${gpioVmVersion}`)

/**
 * Debian keeps daemons in /usr/sbin, which is not in every user's PATH.
 * @param {string} program
 * @returns {string | undefined}
 */
export function findProgram(program) {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.map((folder) => join(folder, program)).find(isExecutable)
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** @param {string[]} programs */
function haveAll(...programs) {
  return programs.every((program) => findProgram(program) !== undefined)
}

/** @param {string} part */
function missing(part) {
  return `not installed: run tools/install-test-parts.sh ${part} as root`
}

/** @type {readonly Part[]} */
export const parts = [
  {
    name: 'mosquitto',
    what: 'a real MQTT broker',
    needs: missing('mosquitto'),
    available: () => haveAll('mosquitto', 'mosquitto_passwd', 'openssl'),
  },
  {
    name: 'chromium',
    what: 'a browser without a window',
    needs: missing('chromium'),
    available: () => haveAll('chromium'),
  },
  {
    name: 'pymodbus',
    what: 'a Modbus device that others wrote',
    needs: missing('pymodbus'),
    available: () => existsSync(pymodbusPython),
  },
  {
    name: 'home-assistant',
    what: `the real Home Assistant ${homeAssistantVersion}`,
    needs: `${missing('home-assistant')}, and run the tests as root (it lives in a root of its own)`,
    available: () => process.getuid?.() === 0 && existsSync(homeAssistantRoot) && haveAll('unshare', 'setpriv'),
  },
  {
    name: 'buildah',
    what: 'a builder of container images without a daemon',
    needs: `${missing('buildah')}, and run the tests as root`,
    available: () => process.getuid?.() === 0 && haveAll('buildah'),
  },
  {
    name: 'umockdev',
    what: 'an emulated SPI device',
    needs: `${missing('umockdev')}, then npm ci (it builds spi-device)`,
    available: () => haveAll('umockdev-wrapper') && existsSync(spiDevice),
  },
  {
    name: 'gpiovm',
    what: 'a virtual machine with a real GPIO character device and a real USB serial adapter',
    needs: `${missing('gpiovm')}, and run the tests as root (it shows all files of this machine)`,
    available: () => process.getuid?.() === 0 && existsSync(gpioVmMachine) && haveAll('qemu-system-x86_64', 'modprobe', 'udevadm'),
  },
]

/**
 * For `describe.skipIf(!isAvailable("mosquitto"))`.
 * @param {string} name
 * @returns {boolean}
 */
export function isAvailable(name) {
  const part = parts.find((candidate) => candidate.name === name)
  if (part === undefined) throw new Error(`no part is called ${name}`)
  return part.available()
}
