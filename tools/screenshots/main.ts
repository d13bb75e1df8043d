import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { findProgram } from '../parts.mjs'
import { demoSettings } from '../../src/simulation/demoSettings.ts'
import { startHomeAssistant, type HomeAssistant } from '../../test/system/support/homeAssistant.ts'
import { startMosquitto } from '../../test/system/support/mosquitto.ts'
import { startProgram } from '../../test/system/support/program.ts'
import { seedEnergy, type Seed } from './seed.ts'

const folder = 'docs'
const size = { width: 1280, height: 1000 }
const consumers = ['heat_pump', 'kettle', 'fridge']
const seeds: readonly Seed[] = [
  { circuit: 'grid', entity: 'board_grid_energy_import', share: (watts) => Math.max(0, watts) },
  { circuit: 'grid', entity: 'board_grid_energy_export', share: (watts) => Math.max(0, -watts) },
  ...['solar', ...consumers].map((circuit) => ({ circuit, entity: `${circuit}_energy`, share: (watts: number) => watts })),
]

/** It is early evening where Home Assistant is, so that the day's page has a day on it. */
const offsetHours = ((18 - new Date().getUTCHours() + 36) % 24) - 12
const timeZone = `Etc/GMT${offsetHours > 0 ? '-' : '+'}${Math.abs(offsetHours)}`

const broker = await startMosquitto()
const prepare = async (config: string) => {
  const file = join(config, 'configuration.yaml')
  await writeFile(file, (await readFile(file, 'utf8')).replace(/time_zone: .*/, `time_zone: ${timeZone}`))
}
const home = await startHomeAssistant({ broker: { host: broker.host, port: broker.port }, prepare })
const program = await startProgram({ settings: `mqtt: { url: "${broker.url}" }\n${demoSettings}` })
try {
  await home.waitFor(async () => Number((await home.state('sensor.fridge_energy'))?.state) >= 0, 'the meters in Home Assistant', 60_000)
  await seedEnergy(home, seeds, offsetHours * 15)
  await setUpEnergy(home)
  await mkdir(folder, { recursive: true })
  await picture(home, `/config/devices/device/${await deviceId(home, 'Heat pump')}`, 'device.png', 'ha-config-device-page')
  await picture(home, '/energy/electricity', 'energy.png', 'hui-energy-usage-graph-card canvas')
} finally {
  await program.stop()
  await program.remove()
  await home.stop()
  await broker.stop()
}

async function setUpEnergy({ energySavePrefs }: HomeAssistant): Promise<void> {
  await energySavePrefs({
    energy_sources: [
      {
        type: 'grid',
        stat_energy_from: 'sensor.board_grid_energy_import',
        stat_energy_to: 'sensor.board_grid_energy_export',
        stat_rate: 'sensor.board_grid_power',
        cost_adjustment_day: 0,
      },
      { type: 'solar', stat_energy_from: 'sensor.solar_energy', stat_rate: 'sensor.solar_power', config_entry_solar_forecast: null },
    ],
    device_consumption: consumers.map((id) => ({
      stat_consumption: `sensor.${id}_energy`,
      stat_rate: `sensor.${id}_power`,
    })),
  })
}

async function deviceId({ deviceRegistry }: HomeAssistant, name: string): Promise<string> {
  const device = (await deviceRegistry()).find((each) => each.name === name)
  if (device === undefined) throw new Error(`Home Assistant has no device ${name}`)
  return device.id
}

async function picture({ url, token }: HomeAssistant, path: string, file: string, settled: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: findProgram('chromium') ?? 'chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  })
  const page = await browser.newPage({ viewport: size, locale: 'en-GB', timezoneId: timeZone })
  const tokens = {
    access_token: token,
    token_type: 'Bearer',
    refresh_token: '',
    expires_in: 86_400,
    expires: Date.now() + 86_400_000,
    hassUrl: url,
    clientId: `${url}/`,
  }
  await page.addInitScript(`localStorage.setItem('hassTokens', ${JSON.stringify(JSON.stringify(tokens))})`)
  await page.goto(`${url}${path}`)
  await page.locator(settled).first().waitFor({ timeout: 60_000 })
  await quiet(page)
  await page.screenshot({ path: join(folder, file) })
  await browser.close()
}

/** Until nothing on the page has changed for two seconds, as a picture of it tells. */
async function quiet(page: Page): Promise<void> {
  let before = ''
  for (let tries = 0; tries < 20; tries++) {
    await page.waitForTimeout(2000)
    const now = (await page.screenshot()).toString('base64')
    if (now === before) return
    before = now
  }
}
