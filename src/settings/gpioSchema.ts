import { z } from 'zod'
import type { GpioSettings } from './settings.ts'

const chipAllowed = 'the label of a GPIO chip, such as pinctrl-rp1, or its device, such as /dev/gpiochip4'
const chip = z.string({ error: chipAllowed }).regex(/^(?:\/dev\/\S+|[^\s/]+)$/, { error: chipAllowed })

const keys = z.strictObject({
  backend: z.enum(['auto', 'pigpio', 'character-device']).default('auto').meta({
    title: 'Backend',
    description: 'auto is pigpio on a Raspberry Pi 0 to 4 where it can be used, else the character device of the kernel',
  }),
  chip: chip.exactOptional().meta({ title: 'Chip', description: 'Label or device of the GPIO chip. Left out, that of the board is found' }),
})

/** How the pins are reached. pigpio knows one chip only. */
export const gpioSchema = keys
  .superRefine((gpio, context) => {
    if (gpio.backend === 'pigpio' && gpio.chip !== undefined)
      context.addIssue({ code: 'custom', path: ['chip'], message: 'a chip with the backend auto or character-device only' })
  })
  .nullable()
  .default(null)
  .transform((written): GpioSettings => ({ backend: written?.backend ?? 'auto', chip: written?.chip ?? null }))
  .meta({ title: 'GPIO', description: 'How the pins of the board are reached. Left out, what suits the board is used' })
