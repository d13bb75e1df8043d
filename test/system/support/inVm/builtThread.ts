/** The entry of the thread that plays waves, as it was built. */
export const gpioThread = new URL('../../../../dist/compose/gpioThread.js', import.meta.url)
