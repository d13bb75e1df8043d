/** Numbers of <asm-generic/errno.h>; node:os lacks some. */
export const errorNumbers = { ENODEV: 19, EINVAL: 22, ENOTTY: 25, EMSGSIZE: 90, EOPNOTSUPP: 95, ESHUTDOWN: 108 } as const

export type ErrorName = keyof typeof errorNumbers

/** An ioctl fails with this. */
export class KernelError extends Error {
  readonly code: ErrorName

  constructor(code: ErrorName) {
    super(code)
    this.code = code
  }
}
