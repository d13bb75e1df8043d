const points = 4096

/** The mean of what goes on over one cycle; exact for waves of few harmonics. */
export function meanOverCycle(of: (cycles: number) => number): number {
  let sum = 0
  for (let point = 0; point < points; point++) sum += of(point / points)
  return sum / points
}

/** The fundamental of something that goes on in time, over some whole cycles: its amplitude, and by how much of a cycle it is ahead of a sine that began at 0 µs. */
export function fundamentalOf(of: (atUs: number) => number, hertz: number, cycles = 1) {
  const turn = 2 * Math.PI * hertz * 1e-6
  const atUs = (share: number) => (share * cycles * 1e6) / hertz
  const sine = 2 * meanOverCycle((share) => of(atUs(share)) * Math.sin(turn * atUs(share)))
  const cosine = 2 * meanOverCycle((share) => of(atUs(share)) * Math.cos(turn * atUs(share)))
  return { amplitude: Math.hypot(sine, cosine), cycles: Math.atan2(cosine, sine) / (2 * Math.PI) }
}
