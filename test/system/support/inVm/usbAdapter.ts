import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { waitFor } from '../waitFor.ts'
import { configFolder, loadModules } from './guest.ts'

/** A USB serial adapter in a real USB port of the kernel's (dummy_hcd), with a device behind it. Wants `startUdev` before. */
export interface UsbAdapter {
  /** The path that stays the same however often it is plugged. */
  readonly byId: string
  /** The terminal on which the device behind the adapter listens and answers. It hangs up when the adapter is unplugged. */
  readonly deviceEnd: string
  plug(): Promise<void>
  unplug(): Promise<void>
}

export interface UsbNames {
  readonly manufacturer: string
  readonly product: string
  readonly serialNumber: string
}

/** The names must have neither spaces nor signs, which udev would replace in the link. */
export function usbAdapter({ manufacturer, product, serialNumber }: UsbNames): UsbAdapter {
  loadModules('dummy_hcd', 'libcomposite', 'usb_f_acm', 'cdc_acm')
  const gadget = join(configFolder('usb_gadget'), serialNumber)
  mkdirSync(gadget)
  const [strings, configuration, port] = [join(gadget, 'strings/0x409'), join(gadget, 'configs/c.1'), join(gadget, 'functions/acm.0')]
  for (const folder of [strings, configuration, port]) mkdirSync(folder)
  const attributes = { manufacturer, product, serialnumber: serialNumber }
  for (const [file, value] of Object.entries(attributes)) writeFileSync(join(strings, file), value)
  writeFileSync(join(gadget, 'idVendor'), '0x1d6b') // Linux Foundation,
  writeFileSync(join(gadget, 'idProduct'), '0x0104') // composite gadget
  symlinkSync(port, join(configuration, 'acm.0'))
  const [controller = ''] = readdirSync('/sys/class/udc')
  const connect = (to: string) => writeFileSync(join(gadget, 'UDC'), `${to}\n`)
  const byId = `/dev/serial/by-id/usb-${manufacturer}_${product}_${serialNumber}-if00`
  return {
    byId,
    deviceEnd: '/dev/ttyGS0',
    async plug() {
      connect(controller)
      await waitFor(() => existsSync(byId), `${byId} to come`)
    },
    async unplug() {
      connect('')
      await waitFor(() => !existsSync(byId), `${byId} to go`)
    },
  }
}
