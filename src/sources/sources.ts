import { ConfigError } from '../entities/errors.ts'
import { readOrigin, type Origin } from '../entities/origin.ts'
import type { Sources } from '../entities/source.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Feed } from './feed.ts'
import { feedSource } from './feedSource.ts'
import { HomeAssistantFeeds, type HomeAssistantWorld } from './homeAssistant.ts'
import { MqttFeeds, type MqttWorld } from './mqtt.ts'
import { ownFeed, type OwnWorld } from './own.ts'
import { SharedFeeds } from './sharedFeeds.ts'

export interface SourcesWorld
  extends OwnWorld, Pick<MqttWorld, 'connectBroker' | 'log' | 'random'>, Pick<HomeAssistantWorld, 'connectCore'> {
  /** By which the ages of values from outside count. */
  readonly realClock: Clock
}

export interface OpenSources extends Sources {
  /** The settings of the broker or of Home Assistant have changed. */
  reconnect(): void
}

/** All sources of the program. Connections are made when the first source that needs one is opened, and closed with the last. */
export function openSources(world: SourcesWorld): OpenSources {
  const { realClock: clock, log, random } = world
  const mqtt = new MqttFeeds({ ...world, clock, log: log.about('sources at the broker'), random })
  const homeAssistant = new HomeAssistantFeeds({ ...world, clock, log: log.about('sources in Home Assistant'), random })

  function feedOf(origin: Origin, signal: AbortSignal): Feed {
    if (origin.kind === 'own') return ownFeed(world, origin, signal)
    return origin.kind === 'mqtt' ? mqtt.open(origin, signal) : homeAssistant.open(origin.entity, signal)
  }

  const feeds = new SharedFeeds(feedOf)
  return {
    open(settings, signal) {
      const origin = readOrigin(settings.from)
      if (origin.kind === 'none') throw new ConfigError(`${settings.from} is no source, allowed is ${origin.allowed}`)
      return feedSource(feeds.open(settings.from, origin, signal), settings)
    },
    reconnect() {
      mqtt.reconnect()
      homeAssistant.reconnect()
    },
  }
}
