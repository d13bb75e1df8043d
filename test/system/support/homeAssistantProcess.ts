import { appendFile, cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { homeAssistantRoot } from '../../../tools/parts.mjs'
import { type Child, startChild } from './childProcess.ts'
import { waitFor } from './waitFor.ts'

const startDeadlineMs = 60_000
const template = join(import.meta.dirname, 'home-assistant')

export async function writeConfiguration(folder: string, port: number, language: string): Promise<void> {
  await cp(template, folder, { recursive: true })
  await appendFile(join(folder, 'configuration.yaml'), configuration(port, language))
  await skipOnboardingSteps(folder)
}

/**
 * Leaves the step that creates the owner. The others add integrations that call on the internet: without it they
 * hold up every later start by a quarter of a minute.
 */
async function skipOnboardingSteps(folder: string): Promise<void> {
  const done = ['core_config', 'analytics', 'integration']
  const storage = { version: 4, minor_version: 1, key: 'onboarding', data: { done } }
  await mkdir(join(folder, '.storage'))
  await writeFile(join(folder, '.storage', 'onboarding'), JSON.stringify(storage))
}

function configuration(port: number, language: string): string {
  return [
    'homeassistant:',
    '  name: Test home',
    `  language: ${language}`,
    '  latitude: 52.1',
    '  longitude: 5.2',
    '  elevation: 5',
    '  time_zone: Europe/Amsterdam',
    '  country: NL',
    '  currency: EUR',
    '  unit_system: metric',
    'http:',
    '  server_host: 127.0.0.1',
    `  server_port: ${port}`,
    '',
  ].join('\n')
}

// The mounts belong to a namespace of that process alone: however it ends, none is left behind.
const mountAndRun = `
  mount -t proc proc "$1/proc"
  mount --rbind /dev "$1/dev"
  mount --bind "$2" "$1/config"
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \\
    chroot "$1" /opt/ha/bin/hass -c /config`

export function launch(folder: string): Child {
  const shell = ['bash', '-euc', mountAndRun, 'home-assistant', homeAssistantRoot, folder]
  return startChild('unshare', ['--mount', ...shell])
}

/** Waits like waitFor, but gives up at once, with what it has printed, when the process has ended. */
export async function alive<T>(child: Child, question: () => Promise<T>, description: string) {
  const look = async () => {
    if (!child.isRunning()) return { ended: true }
    const value = await question()
    return value !== undefined && value !== false && { value }
  }
  const answer = await waitFor(look, description, startDeadlineMs)
  if ('ended' in answer) throw new Error(`Home Assistant ended while starting:\n${child.output()}`)
  return answer.value
}
