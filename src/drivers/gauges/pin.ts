import { z } from 'zod'

const allowed = 'the BCM number of a pin, 1 to 511 (not GPIO 0, on which pigpio plays nothing)'

/** A pin that waves are played on: pigpio takes 0 for no pin. */
export const gaugePin = z.int({ error: allowed }).min(1, { error: allowed }).max(511, { error: allowed })
