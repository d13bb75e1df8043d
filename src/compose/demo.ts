import { understood } from './settingsFile.ts'
import { demoSettings } from '../simulation/demoSettings.ts'
import type { Loaded, Settings } from '../settings/settings.ts'

/**
 * The settings of the demo: the simulated house at the broker of the settings file, where there is one. Its node has a name of its own there,
 * so that the simulated energy never mixes with that of a real device of the same id.
 */
export function demoOf(file: Loaded | null): Loaded {
  const demo = understood(demoSettings, 'the demo').settings
  if (demo === null) throw new Error('the demo has no valid settings')
  if (file === null) return { settings: demo, mistakes: [] }
  return { settings: file.settings && inPlaceOf(file.settings, demo), mistakes: file.mistakes.filter(({ device }) => device === null) }
}

const inPlaceOf = ({ node, mqtt, homeAssistant, gpio }: Settings, { devices }: Settings): Settings => ({
  node: `${node}_demo`,
  mqtt,
  homeAssistant,
  gpio,
  devices,
})
